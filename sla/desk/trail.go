package desk

import (
	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/sla"
)

// The parts of a case. The changed fields of a part stand in the last record about it.
const (
	ticketPart = "ticket"
	routePart  = "route"
	ladderPart = "ladders"
)

// clockPart is the part of one clock.
func clockPart(name string) string { return "clock." + name }

// draft is a record that is not sealed yet.
type draft struct {
	audit.Record
	part string
	At   sla.Instant
}

// trail gathers the records of a step in their order.
type trail struct{ drafts []draft }

// add begins a record about a part of the case. It is valid until the next one begins.
func (t *trail) add(part string) *draft {
	if t.drafts == nil {
		t.drafts = make([]draft, 0, 6)
	}
	t.drafts = append(t.drafts, draft{part: part})
	return t.last()
}

// last returns the record that was begun last.
func (t *trail) last() *draft { return &t.drafts[len(t.drafts)-1] }

// about returns the last record about a part, or a new one.
func (t *trail) about(part string) (d *draft, fresh bool) {
	for i := len(t.drafts) - 1; i >= 0; i-- {
		if t.drafts[i].part == part && t.drafts[i].Outcome == audit.Applied {
			return &t.drafts[i], false
		}
	}
	return t.add(part), true
}

// seal adds the changed fields to the records and writes them.
func (s *step) seal() error {
	s.changes()
	drafts := s.trail.drafts
	if len(drafts) == 0 {
		return nil
	}
	s.change.Records = make([][]byte, 0, len(drafts))
	context := s.context()
	head := s.old.Head
	for i := range drafts {
		r := &drafts[i].Record
		r.Entity, r.Context, r.Release = s.c.Ticket, context, s.c.Release
		r.At, r.Recorded = drafts[i].At.Time(), s.in.Now.Time()
		if ev := s.in.Event; ev != nil && r.Trigger == "" {
			r.Trigger = clean(ev.Key)
		}
		if r.Trace == "" {
			r.Trace = clean(s.c.Trace)
		}
		sealed, next, err := head.Seal(make([]byte, 0, 512), r)
		if err != nil {
			return err
		}
		s.change.Records = append(s.change.Records, sealed)
		head = next
	}
	s.c.Head = head
	return nil
}

// changes puts each changed field of the case into a record. A clock that changed without a record gets one.
func (s *step) changes() {
	s.put(ticketPart, "ticket.changed", diffTicket(s.old, &s.c))
	eachClock(s.old, &s.c, func(before, after *sla.Clock) {
		name := after.Name
		if name == "" {
			name = before.Name
		}
		s.put(clockPart(name), clockAction(before, after), diffClock(name, before, after))
	})
	s.put(routePart, "route.changed", diffRoute(s.old, &s.c))
	s.put(ladderPart, "escalation.changed", diffLadders(s.old, &s.c))
}

// put adds changes to the last record about a part, or to a new one with an action.
func (s *step) put(part, action string, changes []audit.Change) {
	if len(changes) == 0 {
		return
	}
	d, fresh := s.trail.about(part)
	if fresh {
		d.Action, d.Outcome, d.At = action, audit.Applied, s.in.Now
		d.Actor = audit.Actor{ID: "desk", Kind: audit.Timer}
		d.Policy, d.Version = s.c.State.Policy.Name, s.c.State.Policy.Version
		if ev := s.in.Event; ev != nil {
			d.At, d.Actor = ev.At, audit.Actor{ID: "desk", Kind: audit.System}
		}
	}
	d.Changes = changes
}

// clockAction names what became of a clock.
func clockAction(before, after *sla.Clock) string {
	switch {
	case after.Name == "":
		return "sla.clock.removed"
	case before.Phase == after.Phase && before.Cycle == after.Cycle:
		return "sla.clock.moved"
	case after.Phase == sla.Running && before.Phase == sla.Paused && before.Cycle == after.Cycle:
		return "sla.clock.resumed"
	case after.Phase == sla.Running:
		return "sla.clock.started"
	}
	return "sla.clock." + after.Phase.String()
}

// context is what reports may group by.
func (s *step) context() audit.Context {
	text := func(field string) string {
		v, _ := s.c.State.Fields[field].(string)
		return v
	}
	return audit.Context{
		Type: text("type"), Tier: text("tier"), Region: text("region"), Channel: text("channel"), Queue: s.c.Journey.Queue,
	}
}

// actions are the names of what events of the desk's own do, where that is not ticket.KIND.
var actions = map[sla.Kind]string{
	Accept: "handoff.accepted", Decline: "handoff.declined", Move: "route.moved",
	Acknowledge: "escalation.acknowledge", Snooze: "escalation.snooze",
	Settled: "notice.settled", ReplayDead: "notice.replayed", DiscardDead: "notice.discarded",
}

// actionOf names what an event does.
func actionOf(kind sla.Kind) string {
	if action, ok := actions[kind]; ok {
		return action
	}
	return "ticket." + string(kind)
}
