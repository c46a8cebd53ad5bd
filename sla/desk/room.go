package desk

import (
	"slices"
	"sync"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// step is one step at work: what was, what is to be, and what is to be done and written down.
type step struct {
	work
	room
}

// work is what one step works on.
type work struct {
	pack *pack.Pack
	in   Input
	old  *Case  // what was
	c    *Case  // what is to be: that of made
	made Change // what comes of it

	act   *escalation.Act // what the event did to a ladder
	taken *Taken          // the event's entry in the case
	again bool            // it was refused before, and that was written down
	asked bool            // the router was asked
	aside int             // units that are set aside for what was offered
	owned bool            // the notices are the step's own

	situation escalation.Situation
}

// room is what a step works in. The next one uses it again.
type room struct {
	given   Case // what was, for a step that was given a copy
	trail   trail
	fields  diff     // what changed
	from    []origin // the records that notices came from
	args    []audit.Arg
	texts   []string // of arguments
	effects []sla.Effect
	actions []escalation.Action
	sealed  []byte               // the records
	ends    []int                // of each record in sealed
	away    func(id string) bool // whether somebody of the roster is away

	// What is lent stands here again for the next step.
	lent    [][]byte // each record
	ops     []outbox.Op
	carried []Load

	alone   bool                // nobody but the store sees what is to be
	state   *sla.State          // memory for that of the case that is to be, or nil
	ladders escalation.Progress // and for its ladders
}

// newStep returns a step that is not at work.
func newStep(alone bool) *step {
	s := &step{room: room{alone: alone}}
	s.away = func(id string) bool { p := s.in.Roster[id]; return p.Away || p.Offline }
	return s
}

// steps are steps that are not at work.
var steps = sync.Pool{New: func() any { return newStep(false) }}

// begin makes a step ready to work on a case.
func (s *step) begin(p *pack.Pack, c *Case, in *Input) {
	s.work = work{}
	s.pack, s.in, s.old, s.c, s.made.Case = p, *in, c, &s.made.Case, *c
	s.trail.drafts, s.from, s.args, s.effects, s.actions = s.trail.drafts[:0], s.from[:0], s.args[:0], s.effects[:0], s.actions[:0]
	s.texts, s.fields.list, s.fields.taken = s.texts[:0], s.fields.list[:0], 0
	s.sealed, s.ends = s.sealed[:0], s.ends[:0]
	s.c.Format = CaseFormat
	s.c.State = s.stateOf(c)
	c.Ladders.CopyTo(&s.ladders)
	s.c.Ladders = s.ladders
	s.c.Journey.Visited, s.c.Journey.Declined = slices.Clip(c.Journey.Visited), slices.Clip(c.Journey.Declined)
	s.c.Watchers, s.c.Tags = slices.Clip(c.Watchers), slices.Clip(c.Tags)
	s.c.Release = p.Version()
	s.made.Ops = s.ops[:0]
}

// stateOf returns a state like that of a case, to be changed.
func (s *step) stateOf(c *Case) *sla.State {
	switch {
	case c.State == nil:
		return sla.NewState(c.Ticket)
	case s.state == nil:
		return c.State.Clone()
	}
	c.State.CopyTo(s.state)
	return s.state
}

// keep copies what came of the step out of the room that the next one uses again.
func (s *step) keep() {
	if len(s.ends) > 0 {
		s.made.Records = s.cut(make([][]byte, 0, len(s.ends)), slices.Clone(s.sealed))
	}
	s.keepLadders()
}

// keepLadders gives the case rungs of its own, or those that it had when none has changed.
func (s *step) keepLadders() {
	was, is := &s.old.Ladders, s.c.Ladders.Clone()
	if slices.Equal(was.Rungs, is.Rungs) {
		is.Rungs = was.Rungs
	} else {
		s.ladders = is // it may have grown
		is.Rungs = slices.Clone(is.Rungs)
	}
	s.c.Ladders = is
}

// lend gives what came of the step as it stands in the room, until the next one.
func (s *step) lend() {
	s.ops, s.carried = s.made.Ops, s.made.Loads
	s.lent = s.cut(s.lent[:0], s.sealed)
	s.made.Records = s.lent
}

// cut appends each of the records that stand in sealed to list.
func (s *step) cut(list [][]byte, sealed []byte) [][]byte {
	from := 0
	for _, end := range s.ends {
		list = append(list, sealed[from:end:end])
		from = end
	}
	return list
}

// spare gives the step memory for the next case: that of one which another has taken the place of, unless somebody has seen it.
func (s *step) spare(was *Case, shown bool) {
	switch {
	case shown:
		s.state, s.ladders = nil, escalation.Progress{}
	case was.State != nil:
		s.state, s.ladders = was.State, was.Ladders
	default:
		s.ladders = escalation.Progress{}
	}
}
