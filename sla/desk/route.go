package desk

import (
	"errors"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// lookAgain is how soon a ticket that waits for somebody is looked at again where nobody dispatches, lookInLine where somebody
// does: a dispatch finds it sooner, unless more tickets wait before it than one looks at.
const (
	lookAgain  = time.Minute
	lookInLine = 15 * time.Minute
)

// offered says whether an offer waits for an answer.
func (s *step) offered() bool { return s.c.Handoff.State == outbox.Offered }

// route is the one door to routing: it ends offers whose time is up, and offers a ticket that nobody has.
func (s *step) route(now sla.Instant) {
	s.timeOut(now)
	assignee := s.c.State.Facts.Assignee
	switch {
	case !s.open():
		s.rescind("the ticket is closed", now)
		s.c.Look = 0
	case assignee != "":
		if assignee != s.c.Handoff.Agent {
			s.rescind("the ticket went to "+assignee, now)
		}
		s.c.Look = 0
	case s.offered(), s.c.Look > now && !s.in.Dispatch:
	default:
		s.offer(s.decide("", now), now)
	}
}

// decide asks the router.
func (s *step) decide(prefer string, now sla.Instant) routing.Decision {
	s.asked = true
	q := Request(s.pack, s.c, now)
	q.Prefer, q.Ahead = prefer, s.in.Ahead
	if s.in.Allow != nil {
		q.Allow = s.allow
	}
	return s.pack.Router.Route(q, s.in.Roster)
}

// allow says whether the host lets an agent have the ticket.
func (s *step) allow(agent string) bool { return s.in.Allow(s.c, agent) }

// offer makes what was decided true: the ticket is in a queue, and somebody is offered it or it waits.
func (s *step) offer(d routing.Decision, now sla.Instant) {
	moved := d.Queue != s.c.Journey.Queue
	s.c.Journey.Take(d)
	s.c.Lead = d.Lead
	s.c.Look = 0
	if d.Agent == "" {
		s.c.Look = s.lookAt(&d, now)
		if moved || d.Limit != "" || s.old.State == nil {
			s.tellRoute("route.waiting", &d, now)
		}
		return
	}
	s.c.Offers++
	s.aside = d.Interrupts
	person, _ := s.pack.Ladders.Person(d.Agent)
	key := escalation.Key(s.c.Ticket, "offer", 0, s.c.Offers, d.Agent, "")
	s.c.Handoff = outbox.Handoff{
		ID: key, Agent: d.Agent, Queue: d.Queue, State: outbox.Offered, At: now, Until: now.Add(time.Duration(d.Accept)),
	}
	s.tellRoute("handoff.offered", &d, now)
	s.send(s.noticeTo(escalation.Offer, key, person, now), now, s.c.Handoff.Until)
}

// lookAt returns when to look again at a ticket that waits: when time alone may bring somebody, or before that once in a while,
// since an agent may be free or back.
func (s *step) lookAt(d *routing.Decision, now sla.Instant) sla.Instant {
	again := now.Add(lookAgain)
	if s.in.Lined {
		again = now.Add(lookInLine)
	}
	byTime := d.Wait == routing.ForShift || d.Wait == routing.ForStage || d.Limit == routing.ByTime
	if d.Wake != 0 && (byTime || d.Wake < again) {
		return d.Wake
	}
	return again
}

// tellRoute writes down where the ticket goes and why.
func (s *step) tellRoute(action string, d *routing.Decision, now sla.Instant) {
	r := s.trail.add(routePart)
	r.Action, r.Outcome, r.At = action, audit.Applied, now
	r.Actor = audit.Actor{ID: d.Queue, Kind: audit.Rule}
	r.Rule = d.Queue
	if d.Limit != "" {
		r.Outcome = audit.Suppressed
	}
	var passed audit.Arg
	if len(d.Passed) > 0 {
		passed = audit.Arg{Name: "passed", Value: audit.List(s.passedOver(d.Passed))}
	}
	r.Reason = s.reason(action, append(s.account(d),
		audit.Arg{Name: "queue", Value: audit.TextOrNone(d.Queue)}, audit.Arg{Name: "agent", Value: audit.TextOrNone(d.Agent)},
		given("limit", d.Limit), passed)...)
}

// account tells how a matrix or a strategy came to a decision; there is none where a pack has neither.
func (s *step) account(d *routing.Decision) []audit.Arg {
	args := []audit.Arg{given("fault", clean(d.Fault)), given("favour", string(d.Favour))}
	if f := &s.pack.File; f.Matrix == nil && f.Strategy.Choice == "" && d.Stage == "" && d.Interrupts == 0 {
		return args
	}
	next := ""
	if d.Next.Agent != "" {
		next = strings.TrimSpace(d.Next.Agent + " " + d.Next.Cost.String())
	}
	args = append(args, given("row", d.Row), given("stage", d.Stage), given("wait", string(d.Wait)), given("why", d.Cost.String()), given("next", next))
	for _, n := range []struct {
		name  string
		units int
	}{{"units", d.Weight}, {"load", d.Load}, {"interrupts", d.Interrupts}} {
		if n.units > 0 {
			args = append(args, audit.Arg{Name: n.name, Value: audit.Int(int64(n.units))})
		}
	}
	return args
}

// passedOver says why each agent was not chosen, in texts that share their bytes: there may be hundreds.
func (s *step) passedOver(passed []routing.Passed) []string {
	size := 0
	for i := range passed {
		size += len(passed[i].Agent) + len(": ") + len(passed[i].Why)
	}
	var all strings.Builder
	all.Grow(size)
	first := len(s.texts)
	for i := range passed {
		from := all.Len()
		all.WriteString(passed[i].Agent)
		all.WriteString(": ")
		all.WriteString(passed[i].Why)
		s.texts = append(s.texts, all.String()[from:])
	}
	return s.texts[first:len(s.texts):len(s.texts)]
}

// timeOut ends an offer that nobody answered.
func (s *step) timeOut(now sla.Instant) {
	if !s.c.Handoff.TimeOut(now) {
		return
	}
	s.c.Journey.Declined = join(s.c.Journey.Declined, []string{s.c.Handoff.Agent})
	s.handoff("handoff.timed_out", audit.Actor{ID: s.c.Handoff.Agent, Kind: audit.Timer}, s.c.Handoff.Ended)
}

// rescind takes back an open offer and tells the agent.
func (s *step) rescind(why string, now sla.Instant) {
	if !s.c.Handoff.Rescind(why, now) {
		return
	}
	s.handoff("handoff.rescinded", audit.Actor{ID: "desk", Kind: audit.System}, now)
	person, _ := s.pack.Ladders.Person(s.c.Handoff.Agent)
	s.send(s.noticeTo(escalation.Rescind, s.c.Handoff.ID+"/rescinded", person, now), now, 0)
}

// handoff writes down what became of the offer.
func (s *step) handoff(action string, actor audit.Actor, at sla.Instant) {
	h := &s.c.Handoff
	r := s.trail.add(routePart)
	r.Action, r.Outcome, r.Actor, r.At = action, audit.Applied, actor, at
	r.Reason = s.reason(action,
		audit.Arg{Name: "agent", Value: audit.Text(h.Agent)}, audit.Arg{Name: "queue", Value: audit.TextOrNone(h.Queue)},
		given("why", clean(h.Reason)))
}

// answer takes an accept or a decline.
func (s *step) answer(ev *Event) error {
	state := outbox.Accepted
	if ev.Kind == Decline {
		state = outbox.Declined
	}
	d := s.trail.last()
	d.part, d.Action = routePart, actionOf(ev.Kind)
	late, err := s.c.Handoff.Answer(state, ev.Actor, ev.Reason, ev.At)
	switch {
	case errors.Is(err, outbox.ErrNotYours):
		return err
	case late:
		d.Outcome, d.Reason = audit.Noop, audit.Reason{Template: "late"}
		return nil
	case state == outbox.Declined:
		s.c.Journey.Declined = join(s.c.Journey.Declined, []string{ev.Actor})
		return nil
	}
	s.c.Journey.Held(ev.At)
	return s.clocks(sla.Event{Key: ev.Key, Kind: sla.Assigned, At: ev.At, By: sla.Agent, Actor: ev.Actor, Team: s.c.Handoff.Queue, Assignee: ev.Actor})
}

// move sends the ticket to another queue: whoever has it gives it back.
func (s *step) move(ev *Event) error {
	s.trail.last().part = routePart
	s.rescind("the ticket moves to "+ev.Queue, ev.At)
	s.c.Journey.Take(routing.Decision{Queue: ev.Queue})
	s.c.Look = 0
	return s.clocks(sla.Event{Key: ev.Key, Kind: sla.Assigned, At: ev.At, By: ev.By, Actor: ev.Actor, Team: ev.Queue})
}

// reopened begins a new journey for a ticket that is open again after a time. Who had it goes on with it if that is soon and
// the person is there; otherwise the next tick takes it from that person, and it is routed anew.
func (s *step) reopened(after time.Duration, at sla.Instant) {
	last := s.c.State.Facts.Assignee
	s.c.Journey = routing.Journey{Queue: s.c.Journey.Queue}
	r := s.trail.add(routePart)
	r.Action, r.Outcome, r.At, r.Actor = "route.reopened", audit.Applied, at, audit.Actor{ID: "desk", Kind: audit.System}
	if last == "" {
		return
	}
	stays := after <= reopenWithin(s.pack) && s.decide(last, at).Agent == last
	r.Reason = s.reason("route.reopened",
		audit.Arg{Name: "agent", Value: audit.Text(last)}, audit.Arg{Name: "stays", Value: audit.Flag(stays)},
		audit.Arg{Name: "after", Value: audit.Text(sla.Duration(after).String())})
	if stays {
		return
	}
	s.c.Journey.Queue, s.c.Owner = "", last
	s.ask(Event{Event: sla.Event{Key: "unassign/" + at.String(), Kind: sla.Assigned, At: at}})
}
