package desk

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/sla"
)

// part is a part of a case. The changed fields of a part stand in the last record about it.
type part struct{ room, clock string }

var (
	noPart     part
	ticketPart = part{room: "ticket"}
	routePart  = part{room: "route"}
	ladderPart = part{room: "ladders"}
	noticePart = part{room: "notices"}
)

// clockPart is the part of one clock.
func clockPart(name string) part { return part{"clock", name} }

// draft is a record that is not sealed yet.
type draft struct {
	audit.Record
	part part
	At   sla.Instant
	// first and end are where its changes stand among the changed fields of the step.
	first, end int
}

// trail gathers the records of a step in their order.
type trail struct{ drafts []draft }

// add begins a record about a part of the case. It is valid until the next one begins.
func (t *trail) add(p part) *draft {
	t.drafts = append(t.drafts, draft{part: p})
	return t.last()
}

// last returns the record that was begun last.
func (t *trail) last() *draft { return &t.drafts[len(t.drafts)-1] }

// about returns the last record about a part, or a new one without an action.
func (t *trail) about(p part) *draft {
	for i := len(t.drafts) - 1; i >= 0; i-- {
		if t.drafts[i].part == p && changes(t.drafts[i].Outcome) {
			return &t.drafts[i]
		}
	}
	return t.add(p)
}

// changes says whether the fields of a record of that outcome changed.
func changes(o audit.Outcome) bool { return o != audit.Refused && o != audit.Noop }

// reason returns a reason with those of the arguments that have a name.
func (s *step) reason(template string, args ...audit.Arg) audit.Reason {
	from := len(s.args)
	for i := range args {
		if args[i].Name != "" {
			s.args = append(s.args, args[i])
		}
	}
	return audit.Reason{Template: template, Args: s.args[from:len(s.args):len(s.args)]}
}

// given returns an argument, and one without a name for the empty text.
func given(name, text string) audit.Arg {
	if text == "" {
		return audit.Arg{}
	}
	return audit.Arg{Name: name, Value: audit.Text(text)}
}

// seal adds the changed fields to the records and writes them.
func (s *step) seal() error {
	s.changes()
	if len(s.trail.drafts) == 0 {
		return nil
	}
	context, recorded, trigger, trace := s.context(), s.in.Now.Time(), "", clean(s.c.Trace)
	if s.in.Event != nil {
		trigger = clean(s.in.Event.Key)
	}
	head := s.old.Head
	for i := range s.trail.drafts {
		d := &s.trail.drafts[i]
		r := &d.Record
		r.Entity, r.Context, r.Release = s.c.Ticket, context, s.c.Release
		r.At, r.Recorded, r.Changes = d.At.Time(), recorded, s.fields.list[d.first:d.end]
		r.Trigger, r.Trace = cmp.Or(r.Trigger, trigger), cmp.Or(r.Trace, trace)
		var err error
		if s.sealed, head, err = head.Seal(s.sealed, r); err != nil {
			return err
		}
		s.ends = append(s.ends, len(s.sealed))
	}
	s.c.Head = head
	return nil
}

// changes puts each changed field of the case into a record. A clock that changed without a record gets one.
func (s *step) changes() {
	d := &s.fields
	d.ticket(s.old, s.c)
	s.put(ticketPart, "ticket.changed")
	eachClock(s.old, s.c, func(before, after *sla.Clock) {
		if name := cmp.Or(after.Name, before.Name); d.clock(name, before, after) {
			s.put(clockPart(name), clockAction(before, after))
		}
	})
	d.route(s.old, s.c)
	s.put(routePart, "route.changed")
	d.ladders(s.old, s.c)
	s.put(ladderPart, "escalation.changed")
	d.notices(s.old.Notices, s.c.Notices)
	s.putNotices()
}

// putNotices adds what became of each notice to the record that it came from.
func (s *step) putNotices() {
	d := &s.fields
	for i, end := d.taken, len(d.list); i < end; i++ {
		key := strings.TrimPrefix(d.list[i].Field, noticeField)
		if j := slices.IndexFunc(s.from, func(o origin) bool { return o.notice == key }); j >= 0 {
			s.give(&s.trail.drafts[s.from[j].draft], i, i+1)
		} else {
			s.give(s.about(noticePart, "notice.changed"), i, i+1)
		}
	}
}

// origin is the record that a change of a notice came from.
type origin struct {
	notice string
	draft  int
}

// touch notes that the record begun last is about a notice.
func (s *step) touch(notice string) { s.from = append(s.from, origin{notice, len(s.trail.drafts) - 1}) }

// put adds the changed fields that no record has yet to the last record about a part, or to a new one with an action.
func (s *step) put(p part, action string) {
	if d := &s.fields; d.taken < len(d.list) {
		s.give(s.about(p, action), d.taken, len(d.list))
		d.taken = len(d.list)
	}
}

// about returns the last record about a part, or a new one with an action.
func (s *step) about(p part, action string) *draft {
	d := s.trail.about(p)
	if d.Action == "" {
		d.Action, d.Outcome, d.At = action, audit.Applied, s.in.Now
		d.Actor = audit.Actor{ID: "desk", Kind: audit.Timer}
		d.Policy, d.Version = s.c.State.Policy.Name, s.c.State.Policy.Version
		if ev := s.in.Event; ev != nil {
			d.At, d.Actor = ev.At, audit.Actor{ID: "desk", Kind: audit.System}
		}
	}
	return d
}

// give adds the changed fields from first to end to a record. Those of one record stand together.
func (s *step) give(d *draft, first, end int) {
	list := s.fields.list
	switch {
	case d.first == d.end:
		d.first, d.end = first, end
	case d.end == first:
		d.end = end
	default:
		from := len(list)
		list = append(append(list, list[d.first:d.end]...), list[first:end]...)
		s.fields.list, d.first, d.end = list, from, len(list)
	}
}

// ticked makes room for a record about each clock that changed, before those about what follows from it.
func (s *step) ticked() {
	eachClock(s.old, s.c, func(before, after *sla.Clock) {
		if !sameClock(before, after) {
			s.trail.about(clockPart(cmp.Or(after.Name, before.Name)))
		}
	})
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
	case after.Phase == sla.Running && before.Phase != sla.Idle && before.Cycle == after.Cycle && before.Name != "":
		return "sla.clock.reopened"
	case after.Phase == sla.Running:
		return "sla.clock.started"
	}
	return phaseActions[after.Phase]
}

// phaseActions are the names of what a clock came to.
var phaseActions = map[sla.Phase]string{
	sla.Idle: "sla.clock.idle", sla.Paused: "sla.clock.paused", sla.Fulfilled: "sla.clock.fulfilled",
	sla.Cancelled: "sla.clock.cancelled", sla.Exempt: "sla.clock.exempt",
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

// actions are the names of what events do, where that is not ticket.KIND, and those of everyday ones.
var actions = map[sla.Kind]string{
	sla.Created: "ticket.created", sla.Message: "ticket.message", sla.StatusSet: "ticket.status", sla.Assigned: "ticket.assigned",
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
