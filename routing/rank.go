package routing

// Favour is why somebody got a ticket before the strategy chose.
type Favour string

// Why somebody got a ticket before the strategy chose.
const (
	AsPreferred Favour = "preferred" // the request asks for the agent, [Request.Prefer]
	AsOwner     Favour = "owner"     // the agent had it last, and the strategy puts the owner first
)

// favours tells of whoever else could have got the ticket why somebody got it before the strategy chose.
var favours = map[Favour]string{AsPreferred: " is asked for", AsOwner: " had it last"}

// keptText is what is told of who could get the ticket but for the reserve.
const keptText = "is kept for urgent tickets"

// outranked tells why an agent who could get the ticket comes after the one who does: by the first term in which the two differ.
func (s *search) outranked(at, chosen int) string {
	if chosen == none {
		return keptText
	}
	if s.favour != "" {
		return s.r.agents[chosen].id + favours[s.favour]
	}
	first, then := s.keyOf(chosen), s.keyOf(at)
	switch {
	case first.wanting != then.wanting:
		return s.wanting(at, chosen)
	case first.score != then.score:
		return s.scored(at, chosen)
	case first.tie != then.tie && s.order != nil:
		return "stands later in the queue"
	case first.tie != then.tie:
		return s.busier(at, chosen)
	case s.r.plan.Spread && s.spread(at) != s.spread(chosen):
		return "comes later by lot"
	}
	return "comes later by id"
}

// wanting tells what an agent lacks of what is wished for and the chosen one has.
func (s *search) wanting(at, chosen int) string {
	const preferred = ", which is preferred"
	a := &s.ask
	if a.native != nil && a.native.has(chosen) && !a.native.has(at) {
		return s.mute() + preferred
	}
	for _, n := range a.wish[:a.wishes] {
		if set := n.sets[n.level]; set.has(chosen) && !set.has(at) {
			return n.lacks[min(n.level, 1)] + preferred
		}
	}
	return "lacks more of what is preferred"
}

// scored tells by what the strategy puts an agent after the chosen one.
func (s *search) scored(at, chosen int) string {
	switch s.r.plan.by {
	case byTurn:
		return "had one later"
	case byIdleness:
		return s.busier(at, chosen)
	case bySkill:
		return "is less skilled"
	case byPrice:
		return "costs more"
	}
	return "carries more"
}

// busier tells in what an agent has been less idle than the chosen one.
func (s *search) busier(at, chosen int) string {
	switch {
	case s.f.stand[at].Load <= 0:
		return "has been idle for less"
	case s.f.stand[chosen].Load <= 0:
		return "has work in hand"
	}
	return "had one later"
}
