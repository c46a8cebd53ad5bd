package desktest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// judge checks what must hold at the end of a life.
func (s *soak) judge() {
	for _, err := range s.tape.faults {
		s.no(err)
	}
	s.same("what came under one key", s.receiver.odd, []string(nil))
	aside, err := s.tape.Aside(s.ctx)
	s.no(err)
	s.same("the cases set aside", aside, map[string]string{})
	cases, err := s.tape.Cases(s.ctx, "", 100)
	s.no(err)
	taken := map[string]bool{}
	noted := map[string]bool{}
	faces := map[string]audit.Fold{}
	for i := range cases {
		c := &cases[i]
		for _, t := range c.Taken {
			taken[t.Key] = true
		}
		for _, n := range c.Notices {
			noted[n.Key] = true
		}
		if c.Ticket != desk.Door {
			faces[c.Ticket] = s.judgeCase(c)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(s.said)) {
		if !taken[key] {
			s.fail("event %s was taken, and no case knows it", key)
		}
	}
	s.judgeDeliveries(faces, taken, noted)
	for _, c := range cases {
		if c.Ticket != desk.Door {
			again, err := s.tape.replay(s.pack, c.Ticket)
			s.no(err)
			s.same("the replay of "+c.Ticket, document(s.bench, again), document(s.bench, c))
		}
	}
}

// judgeLoads holds the loads against the cases.
func (s *soak) judgeLoads() {
	carried, soft := map[string]int{}, map[string]int{}
	cases, err := s.tape.Cases(s.ctx, "", 100)
	s.no(err)
	for i := range cases {
		agent, units := cases[i].Carrier()
		carried[agent] += units
		if cases[i].Interruptible {
			soft[agent] += units
		}
	}
	loads, err := s.tape.complete.Loads(s.ctx)
	s.no(err)
	for _, agent := range []string{"ana", "ben", "lea"} {
		s.same("the load of "+agent, loads[agent].Load, carried[agent])
		s.same("what "+agent+" may set aside", loads[agent].Interruptible, soft[agent])
	}
}

// judgeCase holds a case against its records, and returns the fold of the records.
func (s *soak) judgeCase(c *desk.Case) audit.Fold {
	sealed, err := s.tape.Trail(s.ctx, c.Ticket, 0, 1<<20)
	s.no(err)
	s.chain(c.Ticket)
	fold, story := audit.Fold{}, storyOf(c)
	story.seen = s.mergedSeen(c.Ticket)
	for _, data := range sealed {
		r, err := audit.Open(data)
		s.no(err)
		s.no(fold.Apply(&r))
		s.no(story.record(&r))
	}
	s.same("the fold of the records of "+c.Ticket, faceText(fold), faceText(c.Face()))
	s.no(story.end())
	return fold
}

// mergedSeen returns the latest time that was seen by tickets which were merged into one: it brings what happened by then.
func (s *soak) mergedSeen(into string) (seen sla.Instant) {
	cases, err := s.tape.Cases(s.ctx, "", 100)
	s.no(err)
	for _, c := range cases {
		if c.Into != into {
			continue
		}
		sealed, err := s.tape.Trail(s.ctx, c.Ticket, 0, 1<<20)
		s.no(err)
		for _, data := range sealed {
			r, err := audit.Open(data)
			s.no(err)
			seen = max(seen, sla.At(r.Recorded))
			if r.Action == "ticket.merged" {
				break
			}
		}
	}
	return seen
}

// faceText returns a fold as text.
func faceText(f audit.Fold) map[string]string {
	text := map[string]string{}
	for field, v := range f {
		text[field] = v.String()
	}
	return text
}

// judgeDeliveries holds the deliveries against what was put, what was heard and what the records say.
func (s *soak) judgeDeliveries(faces map[string]audit.Fold, taken, noted map[string]bool) {
	all, err := s.tape.Deliveries(s.ctx, "", "", 1<<20)
	s.no(err)
	known := map[string]bool{}
	for _, d := range all {
		known[d.Key] = true
		if d.State == outbox.Pending {
			s.fail("%s is pending at the end: %s", d.Key, text(d))
		}
		if said, ok := faces[d.Ticket]["notice."+d.Key]; ok && said.String() != string(d.State) {
			s.fail("%s is %s, and the trail says %s", d.Key, d.State, said)
		}
		if d.State == outbox.Delivered {
			s.judgeDelivered(d, taken)
		}
	}
	s.missing("was put", s.tape.put, known)
	s.missing("stands in a case", noted, known)
	s.missing("was heard", s.receiver.keys(), known)
}

// missing ends the life unless there is a delivery of each key.
func (s *soak) missing(what string, keys, known map[string]bool) {
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if !known[key] {
			s.fail("%s %s, and there is no delivery of it", key, what)
		}
	}
}

// judgeDelivered holds one delivery against what arrived.
func (s *soak) judgeDelivered(d outbox.Delivery, taken map[string]bool) {
	if d.Kind == escalation.Inner {
		var ev desk.Event
		s.no(json.Unmarshal(d.Data, &ev))
		if !taken[ev.Key] {
			s.fail("%s was delivered, and no case took event %s", d.Key, ev.Key)
		}
		return
	}
	s.same("what was heard of "+d.Key, s.receiver.heard[d.Key], text(d.Notice))
}

// story is what the records of a ticket tell, held against the laws of effects and levels.
type story struct {
	c       *desk.Case
	seen    sla.Instant            // the latest time of a clock, here or where it was merged from: it may run back
	effects map[string]sla.Instant // by ID: those that hold
	holds   map[string]int         // by ID without the epoch: how many hold
}

func storyOf(c *desk.Case) *story {
	return &story{c: c, effects: map[string]sla.Instant{}, holds: map[string]int{}}
}

// record takes one record into the story.
func (y *story) record(r *audit.Record) error {
	if y.seen = max(y.seen, sla.At(r.Recorded)); sla.At(r.At) > y.seen {
		return fmt.Errorf("record %d of %s, %s, is of %s, and the latest time that anybody saw is %s", r.Seq, r.Entity, r.Action, r.At, y.seen)
	}
	for _, c := range r.Changes {
		if before, after := c.Before.String(), c.After.String(); isLevel(c.Field) && !c.Before.Equal(audit.None) && !c.After.Equal(audit.None) && after <= before {
			return fmt.Errorf("record %d of %s: %s went from %s to %s", r.Seq, r.Entity, c.Field, before, after)
		}
	}
	args := arguments(r)
	switch {
	case args["effect"] != "":
		return y.effect(r, args)
	case r.Action == "escalation.fired":
		return y.fire(r, args)
	}
	return nil
}

// isLevel says whether a field is the level of a rung.
func isLevel(field string) bool {
	return strings.HasPrefix(field, "ladder.") && strings.HasSuffix(field, ".level")
}

// effect takes a record of an effect: each is told once, unless it was taken back.
func (y *story) effect(r *audit.Record, args map[string]string) error {
	id := args["effect"]
	general := id[:strings.LastIndex(id, "/")]
	_, holds := y.effects[id]
	switch op := sla.Op(args["op"]); {
	case op == sla.Emit && holds:
		return fmt.Errorf("record %d: effect %s is told twice", r.Seq, id)
	case op != sla.Emit && !holds:
		return fmt.Errorf("record %d: effect %s: %s of what does not hold", r.Seq, id, op)
	case op == sla.Retract:
		delete(y.effects, id)
		y.holds[general]--
		return nil
	case op == sla.Emit:
		y.holds[general]++
	}
	y.effects[id] = sla.At(r.At)
	return nil
}

// levelEffects are what the clock says where a level of the pack stands, by the number of the level.
var levelEffects = map[string]string{"1": "threshold:75%", "2": "breach", "3": "threshold:1h after"}

// fire takes a record of a level: what its clock says there holds, or what it says at the level for which nobody was there.
func (y *story) fire(r *audit.Record, args map[string]string) error {
	level := args["level"]
	if lower, ok := strings.CutPrefix(args["why"], "in place of level "); ok {
		level = lower
	}
	if y.holds[strings.Join([]string{y.c.Ticket, args["subject"], args["cycle"], levelEffects[level]}, "/")] == 0 {
		return fmt.Errorf("record %d of %s: level %s of %s fired, and its clock does not say so", r.Seq, r.Entity, level, args["subject"])
	}
	return nil
}

// end holds the effects that the records tell against those of the case.
func (y *story) end() error {
	for _, e := range y.c.State.Emitted {
		e.Ticket = y.c.Ticket
		at, ok := y.effects[e.ID()]
		if !ok || at != e.At {
			return fmt.Errorf("effect %s of %s has no record, or one of %s", e.ID(), e.At, at)
		}
		delete(y.effects, e.ID())
	}
	if len(y.effects) > 0 {
		return fmt.Errorf("the records of %s tell of effects that do not hold: %v", y.c.Ticket, slices.Sorted(maps.Keys(y.effects)))
	}
	return nil
}
