package escalation

import (
	"strings"

	"github.com/bellhop-sla/bellhop/sla"
)

// subject is what a ladder watches, as it stands.
type subject struct {
	on, name     string // name is that of the paused clock or the failed notice
	cycle, epoch uint32
	since        sla.Instant // when it began, for one that is no clock
	phase        phase
	ended        sla.Instant
	target       sla.Duration // of a clock
}

// phase says what a ladder may do on a subject.
type phase uint8

const (
	live phase = iota // it goes on
	held              // it stands still: nothing is told
	over              // it has ended
)

// subjects appends what a ladder watches to list, in the order of the state.
func (c *climb) subjects(l *ladder, list []subject) []subject {
	s, first := c.s, len(list)
	switch l.on {
	case OnPaused:
		for i := range s.State.Clocks {
			if clock := &s.State.Clocks[i]; clock.Phase == sla.Paused && clock.PausedSince != 0 {
				list = append(list, subject{on: OnPaused, name: clock.Name, since: clock.PausedSince})
			}
		}
	case OnStuck:
		if s.Stuck != 0 {
			list = append(list, subject{on: OnStuck, since: s.Stuck})
		}
	case OnFailed:
		for i := range s.Failed {
			list = append(list, subject{on: OnFailed, name: s.Failed[i].Key, since: s.Failed[i].At})
		}
	default:
		if clock := s.State.Clock(l.on); clock != nil {
			list = append(list, clockSubject(clock))
		}
	}
	for i := first; i < len(list); i++ {
		if s.Closed {
			list[i].phase = over
		} else if list[i].phase == live && !c.holds(l.when) {
			list[i].phase = held
		}
	}
	return list
}

func clockSubject(c *sla.Clock) subject {
	sub := subject{on: c.Name, cycle: c.Cycle, epoch: c.Epoch, phase: over, ended: c.Ended, target: c.Target}
	switch c.Phase {
	case sla.Running:
		sub.phase = live
	case sla.Paused:
		sub.phase = held
	}
	return sub
}

// text returns the subject as a rung names it.
func (s *subject) text() string {
	if s.name == "" {
		return s.on
	}
	return s.on + "/" + s.name
}

// has says whether a rung is that of the subject.
func (s *subject) has(r *Rung) bool {
	if r.Cycle != s.cycle || r.Epoch != s.epoch || r.Since != s.since {
		return false
	}
	rest, ok := strings.CutPrefix(r.Subject, s.on)
	if s.name == "" || !ok {
		return ok && rest == ""
	}
	return rest != "" && rest[0] == '/' && rest[1:] == s.name
}

// clockOf returns the clock that a subject is or is about. Of another subject it returns the name of no clock.
func clockOf(subject string) string { return strings.TrimPrefix(subject, OnPaused+"/") }
