package desk

import (
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// take takes one well-formed event into the case and writes down that it did.
func (s *step) take(ev *Event) error {
	d := s.trail.add(ticketPart)
	d.Action, d.Outcome, d.Actor, d.OnBehalf = actionOf(ev.Kind), audit.Applied, actorOf(ev), ev.OnBehalf
	d.At, d.Trigger, d.Trace = ev.At, ev.Key, ev.Trace
	if ev.Reason != "" {
		d.Reason = s.reason("given", given("reason", ev.Reason))
	}
	if ev.Trace != "" {
		s.c.Trace = ev.Trace
	}
	place := len(s.trail.drafts) - 1
	err := s.apply(ev)
	if err == nil && ev.Kind != Settled { // a verdict is known again by its token
		d = &s.trail.drafts[place]
		s.noteTaken(Taken{
			Key: ev.Key, Outcome: d.Outcome, Reason: d.Reason.Template, Seq: s.old.Head.Seq + uint64(place) + 1, Own: ev.Own,
		})
		if ev == s.in.Event {
			s.taken = &s.c.Taken[len(s.c.Taken)-1]
		}
	}
	return err
}

// fewTaken is how many events the list of a case has room for at least.
const fewTaken = 8

// noteTaken adds to the list of what was taken. The places behind the list of a case that the store alone has are the store's.
func (s *step) noteTaken(t Taken) {
	switch {
	case !s.alone:
		s.c.Taken = slices.Concat(s.c.Taken, []Taken{t})
		return
	case s.c.Taken == nil:
		s.c.Taken = make([]Taken, 0, fewTaken)
	}
	s.c.Taken = append(s.c.Taken, t)
}

// apply makes what the event says true.
func (s *step) apply(ev *Event) error {
	switch ev.Kind {
	case Accept, Decline:
		return s.answer(ev)
	case Acknowledge, Snooze:
		s.act = &escalation.Act{Kind: escalation.ActKind(ev.Kind), Key: ev.Notice, Ladder: ev.Ladder, By: ev.Actor, Until: ev.Until}
	case Watch, Tag:
		s.watch(ev.Watchers, ev.Tags)
	case Move:
		return s.move(ev)
	case Absorb:
		return s.absorb(ev)
	case Settled:
		s.settled(ev)
	case ReplayDead, DiscardDead:
		s.revive(ev)
	case sla.Message:
		return s.message(ev)
	case sla.Created:
		s.created(ev)
		if err := s.clocks(ev.Event); err != nil {
			return err
		}
		return s.written(ev)
	case sla.TicketMerged, sla.TicketDeleted, sla.TicketSpam:
		return s.gone(ev)
	default:
		return s.clocks(ev.Event)
	}
	return nil
}

// created takes what the desk keeps of a new ticket beside its clocks.
func (s *step) created(ev *Event) {
	s.c.State.Tenant = ev.Tenant
	s.c.Follows, s.c.Customer, s.c.Link = ev.Follows, ev.Customer, ev.Link
	if s.c.Link == "" {
		s.c.Link = strings.ReplaceAll(s.pack.File.Tickets.Link, "{ticket}", s.c.Ticket)
	}
	s.c.Journey.Queue = ev.Queue
	s.watch(ev.Watchers, ev.Tags)
}

// watch adds watchers and tags.
func (s *step) watch(watchers, tags []string) {
	s.c.Watchers, s.c.Tags = join(s.c.Watchers, watchers), join(s.c.Tags, tags)
}

// join returns a list with what it lacks of more.
func join(list, more []string) []string {
	for _, entry := range more {
		if !slices.Contains(list, entry) {
			list = append(list, entry)
		}
	}
	return list
}

// message takes a message. One of the customer opens a resolved ticket again, or begins a ticket that follows it when this
// one is closed for good. Of a merged ticket it goes on to where that went.
func (s *step) message(ev *Event) error {
	if s.c.Into != "" {
		if !strings.Contains(ev.Key, absorbed(s.c.Ticket)) { // tickets that are merged into each other pass it round once
			s.inner(s.c.Into, s.brings(ev.At, ev.Key, ev.Event))
		}
		return s.clocks(ev.Event)
	}
	if ev.By != sla.Customer || !ev.Public || !s.terminal() {
		return s.clocks(ev.Event)
	}
	if s.c.Resolved != 0 && ev.At.Sub(s.c.Resolved) > closeAfter(s.pack) {
		s.follow(ev)
		return nil
	}
	s.ask(Event{Event: sla.Event{Key: "reopen/" + ev.Key, Kind: sla.StatusSet, At: ev.At, Status: reopenTo(s.pack)}})
	return s.clocks(ev.Event)
}

// terminal says whether the ticket has a status that ends it.
func (s *step) terminal() bool { return s.pack.Policies.Terminal(s.c.State.Facts.Status) }

// follow begins a ticket that follows this one.
func (s *step) follow(ev *Event) {
	d := s.trail.last()
	d.Outcome, d.Reason = audit.Noop, audit.Reason{Template: "closed_for_good"}
	next := s.c.Ticket + "+" + ev.Key
	created := Event{
		Ticket: next, Tenant: s.c.State.Tenant, Follows: s.c.Ticket, Customer: s.c.Customer, Watchers: s.c.Watchers, Trace: ev.Trace,
		Event: sla.Event{Key: "follow/" + ev.Key, Kind: sla.Created, At: ev.At, By: ev.By, Actor: ev.Actor, Fields: s.c.State.Fields},
	}
	created.Status = reopenTo(s.pack)
	s.inner(next, created)
}

// gone takes the end of a ticket that is merged, deleted or spam: its notices stop, and what a merged ticket has goes on.
func (s *step) gone(ev *Event) error {
	s.ownNotices()
	for i := range s.c.Notices {
		if n := &s.c.Notices[i]; n.State == outbox.Pending && n.Kind != escalation.Inner {
			n.State, n.Settled = outbox.Cancelled, ev.At
			s.touch(n.Key)
			s.op(outbox.Op{Kind: outbox.Cancel, Key: n.Key, At: ev.At, Reason: string(ev.Kind)})
		}
	}
	if ev.Kind == sla.TicketMerged {
		s.c.Into = ev.Into
		s.inner(ev.Into, s.brought(ev))
	}
	return s.clocks(ev.Event)
}

// brought is what a merged ticket brings to the one that goes on: its messages and, where the desk itself took it for a duplicate,
// that it was opened.
func (s *step) brought(ev *Event) Event {
	var messages []sla.Event
	for _, said := range s.c.State.Log {
		if said.Kind == sla.Message || said.Kind == sla.Created && ev.Own {
			messages = append(messages, said)
		}
	}
	absorb := s.brings(ev.At, ev.Key, messages...)
	absorb.Watchers, absorb.Tags = s.c.Watchers, s.c.Tags
	return absorb
}

// brings is what some messages are to the ticket that this one was merged into.
func (s *step) brings(at sla.Instant, key string, messages ...sla.Event) Event {
	absorb := Event{
		Ticket: s.c.Into, Duplicate: s.c.Ticket, Trace: s.c.Trace,
		Event: sla.Event{Key: absorbed(s.c.Ticket) + key, Kind: Absorb, At: at, By: sla.System, Actor: "desk"},
	}
	for _, said := range messages {
		said.Key = absorbed(s.c.Ticket) + said.Key
		absorb.Messages = append(absorb.Messages, said)
	}
	return absorb
}

// absorbed is how the keys of what a ticket brings to another begin.
func absorbed(ticket string) string { return "absorb/" + ticket + "/" }

// absorb takes what a duplicate brought. What was said there before this ticket began was not said here. That a customer opened the
// duplicate counts as said only where this ticket had been resolved by then, which the desk had not seen yet.
func (s *step) absorb(ev *Event) error {
	s.trail.last().Reason = s.reason("duplicate",
		audit.Arg{Name: "ticket", Value: audit.Text(ev.Duplicate)}, audit.Arg{Name: "messages", Value: audit.Int(int64(len(ev.Messages)))})
	s.watch(ev.Watchers, ev.Tags)
	for _, said := range ev.Messages {
		since := said.At > s.c.Resolved
		switch opened := said.Kind == sla.Created; {
		case said.At <= s.c.State.Facts.Created:
			continue
		case opened && since && s.terminal():
			said = sla.Event{Key: said.Key, Kind: sla.Message, At: said.At, By: said.By, Actor: said.Actor, Public: true}
		case opened:
			continue
		}
		take := s.clocks
		if since { // it may open this one again
			take = func(said sla.Event) error { return s.message(&Event{Ticket: s.c.Ticket, Event: said}) }
		}
		if err := take(said); err != nil {
			return err
		}
	}
	return nil
}

// settled takes the verdict on a notice.
func (s *step) settled(ev *Event) {
	v := ev.Verdict
	d := s.trail.last()
	d.part, d.Action = noticePart, "notice."+string(v.Verdict.State())
	s.touch(v.Key)
	var why audit.Arg
	if v.Reason != "" {
		why = audit.Arg{Name: "why", Value: audit.Text(firstLine(v.Reason))}
	}
	d.Reason = s.reason(d.Action, audit.Arg{Name: "notice", Value: audit.Text(v.Key)}, why)
	if v.Verdict != outbox.Done {
		d.Outcome = audit.Failed
	}
	if v.Verdict == outbox.Fold || v.Verdict == outbox.Lapse {
		d.Outcome = audit.Suppressed
	}
	if n := s.noted(v.Key); n != nil {
		n.State, n.Settled = v.Verdict.State(), v.At
	}
	s.op(outbox.Op{Kind: outbox.Settle, Key: v.Key, Outcome: *v})
}

// firstLine is the beginning of a reason: a stack stays with the delivery.
func firstLine(reason string) string {
	line, _, _ := strings.Cut(clean(reason), "\n")
	return line
}

// revive sends a dead letter again, or puts it away.
func (s *step) revive(ev *Event) {
	s.trail.last().part = noticePart
	s.touch(ev.Notice)
	n := s.noted(ev.Notice)
	op := outbox.Op{Kind: outbox.Replay, Key: ev.Notice, At: s.in.Now, Reason: ev.Reason}
	n.State, n.Settled = outbox.Pending, 0
	if ev.Kind == DiscardDead {
		op.Kind, n.State, n.Settled = outbox.Discard, outbox.Discarded, ev.At
	}
	s.op(op)
}

// noted returns the entry of a notice in the case, to be changed, or nil.
func (s *step) noted(key string) *Noted {
	s.ownNotices()
	return notedIn(s.c.Notices, key)
}

// ownNotices makes the notices the step's own. It comes before each change of one.
func (s *step) ownNotices() {
	if !s.owned {
		s.owned, s.c.Notices = true, slices.Clone(s.c.Notices)
	}
}

// ask makes the next tick take an event of the desk's own.
func (s *step) ask(ev Event) {
	ev.Ticket, ev.Own, ev.Trace, ev.By = s.c.Ticket, true, s.c.Trace, sla.System
	if ev.Actor == "" {
		ev.Actor = "desk"
	}
	s.c.Pending = append(slices.Clip(s.c.Pending), ev)
}

// op notes a change of a delivery.
func (s *step) op(op outbox.Op) { s.made.Ops = append(s.made.Ops, op) }
