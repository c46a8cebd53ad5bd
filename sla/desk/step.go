package desk

import (
	"errors"
	"fmt"
	"slices"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// Input is what one step takes: an event, or a tick when Event is nil.
type Input struct {
	Now   sla.Instant
	Event *Event
	// Roster is how the agents stand.
	Roster routing.Roster
	// Secret signs the tokens of notices. None leaves them empty.
	Secret []byte
	// Dispatch routes a ticket that waits even before it was to be looked at, since an agent may be free. Lined says that
	// somebody does so whenever that can be, so that a ticket that waits for somebody is seldom looked at for itself.
	Dispatch, Lined bool
	// Ahead is how many units of work wait before the ticket in its queue, which a dispatch knows, for stages by forecast.
	Ahead int
	// Allow says whether an agent may have the ticket, beyond what the pack says; nil is everybody. It has to answer the same for
	// the same case, and must not keep or change it.
	Allow func(c *Case, agent string) bool

	// Unread says that the roster was not read yet: a step that routes ends with ErrUnread. Where somebody can be away, it has to
	// be read before each step, since ladders ask who is there.
	Unread bool
}

// ErrUnread says that the step needs the roster. Few steps route, and a roster costs a look at the store.
var ErrUnread = errors.New("the roster is needed")

// Step takes an event or a tick into a case. It is pure: c is left as it was. The same case and input give the same change,
// byte for byte. A refused event is no error: it is a change with one record and a Refusal, or with the Refusal alone when the
// ticket is unknown. An error means that the pack cannot read the case, or that a record cannot be written.
func Step(p *pack.Pack, c Case, in Input) (Change, error) {
	s := steps.Get().(*step)
	defer steps.Put(s)
	s.given = c
	if err := s.run(p, &s.given, &in); err != nil {
		return Change{}, err
	}
	s.keep()
	return s.made, nil
}

// run makes the change that Step returns, but for its records, which stand in the room.
func (s *step) run(p *pack.Pack, c *Case, in *Input) (err error) {
	if c.Format > CaseFormat {
		return fmt.Errorf("case of ticket %q in format %d, this release reads %d: %w", c.Ticket, c.Format, CaseFormat, sla.ErrUnknownVersion)
	}
	s.begin(p, c, in)
	switch {
	case in.Event == nil:
		err = s.tick()
	case s.known(in.Event.Key):
		s.made = Change{Case: *c, Before: c.Head, Outcome: s.made.Outcome}
		return nil
	default:
		err = s.event(in.Event)
	}
	if err == nil {
		err = s.finish()
	}
	return err
}

// tick takes the events of the desk's own and looks at what time brought.
func (s *step) tick() error {
	pending := s.c.Pending
	s.c.Pending = nil
	for i := range pending {
		if r := s.refusal(&pending[i]); r != nil { // the ticket has gone another way since
			s.tellRefused(&pending[i], r)
			continue
		}
		if err := s.take(&pending[i]); err != nil {
			return err
		}
	}
	return s.look(s.in.Now)
}

// event takes one event: time first, then the event, then what follows from it.
func (s *step) event(ev *Event) error {
	if r := s.refusal(ev); r != nil {
		s.refuse(ev, r)
		return nil
	}
	s.in.Now = max(s.in.Now, ev.At) // the clock of the sender may run a little ahead
	if s.c.State.Facts.Created != 0 && ev.At > s.c.State.Facts.Created {
		if err := s.until(ev.At); err != nil {
			return err
		}
	}
	if err := s.take(ev); err != nil {
		return err
	}
	return s.look(s.in.Now)
}

// until brings clocks, offers and ladders up to an event, so that what was true before it does not hang on when somebody last
// looked.
func (s *step) until(at sla.Instant) error {
	if err := s.advance(at); err != nil {
		return err
	}
	s.timeOut(at)
	return s.climb(at)
}

// look is what every step ends with: clocks, route, ladders.
func (s *step) look(now sla.Instant) error {
	if s.c.State.Facts.Created == 0 {
		return nil
	}
	if err := s.advance(now); err != nil {
		return err
	}
	s.ticked()
	s.route(now)
	if s.asked && s.in.Unread {
		return ErrUnread
	}
	return s.climb(now)
}

// finish writes the records and says what came of the step.
func (s *step) finish() error {
	s.c.Open, s.c.Paused = s.open(), s.paused()
	s.weigh()
	s.c.Wake = s.wake()
	if err := s.seal(); err != nil {
		return err
	}
	made := &s.made
	if s.taken != nil {
		made.Outcome = Outcome{Ticket: s.c.Ticket, Taken: *s.taken, Again: s.again, Head: s.c.Head}
	}
	made.Before, made.Loads, made.Wake = s.old.Head, s.loads(), s.c.Wake != s.old.Wake
	if len(s.ends) == 0 && made.Empty() {
		made.Case = *s.old
	}
	return nil
}

// known says whether the event was taken before, and if so what was said then.
func (s *step) known(key string) bool {
	for i := range s.old.Taken {
		if s.old.Taken[i].Key == key {
			s.made.Outcome = Outcome{Ticket: s.old.Ticket, Taken: s.old.Taken[i], Again: true, Head: s.old.Head}
			return true
		}
	}
	return false
}

// open says whether the ticket is neither resolved nor gone.
func (s *step) open() bool {
	f := &s.c.State.Facts
	return f.Created != 0 && f.Gone == sla.NotEnded && !s.pack.Policies.Terminal(f.Status)
}

// paused says whether a clock stands still and none runs.
func (s *step) paused() bool {
	held := false
	for i := range s.c.State.Clocks {
		switch s.c.State.Clocks[i].Phase {
		case sla.Running:
			return false
		case sla.Paused:
			held = true
		}
	}
	return held
}

// wake returns when the ticket wants to be looked at. An open ticket that nothing else wakes is looked at once in a while, so
// that none is forgotten.
func (s *step) wake() sla.Instant {
	if len(s.c.Pending) > 0 {
		return s.in.Now
	}
	first := sla.Instant(0)
	earliest := func(at sla.Instant) {
		if at != 0 && (first == 0 || at < first) {
			first = at
		}
	}
	clocks, _ := s.c.State.Wake()
	earliest(clocks)
	earliest(s.c.Ladders.Wake())
	earliest(s.c.Look)
	if s.offered() {
		earliest(s.c.Handoff.Until)
	}
	if first != 0 || !s.c.Open || s.c.Paused {
		return first
	}
	if s.old.Wake > s.in.Now {
		return s.old.Wake
	}
	return s.in.Now.Add(idle(s.pack))
}

// maxRefused is how many refusals a case remembers.
const maxRefused = 20

// refuse writes down why an event was refused, once: the sender may not have heard. Nothing else of the case changes.
func (s *step) refuse(ev *Event, r *Refusal) {
	r.Ticket, r.Key = s.c.Ticket, ev.Key
	s.made.Refusal = r
	s.taken = &Taken{Key: ev.Key, Outcome: audit.Refused, Reason: r.Code}
	if s.c.State.Facts.Created == 0 {
		return
	}
	release, before := s.c.Release, s.old.Refused
	*s.c = *s.old
	same := func(t Taken) bool { return t.Key == ev.Key && t.Reason == r.Code }
	if i := slices.IndexFunc(before, same); i >= 0 {
		s.taken, s.again = &before[i], true
		return
	}
	s.c.Release = release
	s.taken.Seq = s.old.Head.Seq + 1
	s.c.Refused = append(slices.Clip(before[max(0, len(before)+1-maxRefused):]), *s.taken)
	s.tellRefused(ev, r)
}

// tellRefused writes down why an event was refused.
func (s *step) tellRefused(ev *Event, r *Refusal) {
	d := s.trail.add(noPart)
	d.Action, d.Outcome, d.Actor = "event.refused", audit.Refused, actorOf(ev)
	if slices.Contains(audit.ActorKinds, ev.OnBehalf.Kind) {
		d.OnBehalf = audit.Actor{ID: clean(ev.OnBehalf.ID), Kind: ev.OnBehalf.Kind}
	}
	d.At = s.in.Now
	d.Trigger, d.Trace = clean(ev.Key), clean(ev.Trace)
	d.Reason = s.reason("refused."+r.Code,
		audit.Arg{Name: "kind", Value: audit.Text(clean(string(ev.Kind)))}, audit.Arg{Name: "at", Value: audit.List(r.paths())})
}
