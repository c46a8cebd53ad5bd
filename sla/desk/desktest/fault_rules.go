package desktest

import (
	"context"
	_ "embed" // the script
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// faultRules are what must hold of a desk over the store whatever fails.
var faultRules = []rule{
	{name: "faults: a handoff ends alike, whatever call fails or crashes", broken: unlike, check: faultsIn("handoff")},
	{name: "faults: an escalation ends alike, whatever call fails or crashes", broken: unlike, check: faultsIn("ladders")},
	{name: "faults: a merge ends alike, whatever call fails or crashes", broken: unlike, check: faultsIn("merge")},
	{name: "faults: a reopening ends alike, whatever call fails or crashes", broken: unlike, check: faultsIn("reopening")},
}

const unlike = "An error or the death of a process at one call, before it was done or after, must leave the same cases, records and " +
	"notices as a run without faults: nothing lost, nothing doubled, and nobody needed to mend it."

//go:embed testdata/faults.txt
var faultsScript string

// move is a step of a story: an event, a sweep, or the delivery of what is due.
type move struct {
	at   sla.Instant
	line string
	ev   *desk.Event
}

// readStory reads one of the stories of faults, which are in the language of [Story].
func readStory(name string) (moves []move, err error) {
	t := &teller{zone: time.UTC}
	told := ""
	for line := range strings.Lines(faultsScript) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case words[0] == "story":
			told = words[1]
		case told != name:
		case words[0] == "at":
			if err := t.command(words); err != nil {
				return nil, err
			}
		default:
			next := move{at: sla.At(t.now), line: strings.Join(words, " ")}
			if len(words) > 1 {
				ev, err := t.event(words)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", next.line, err)
				}
				next.ev = &ev
			}
			moves = append(moves, next)
		}
	}
	return moves, nil
}

// faultsIn plays a story again and again, each time with another fault at another call.
func faultsIn(name string) func(*bench) {
	return func(b *bench) {
		moves, err := readStory(name)
		b.no(err)
		due, calls := b.play(moves, 0, NoFault)
		for n, call := range calls {
			kinds := []Fault{FailBefore, CrashBefore, FailAfter, CrashAfter}
			if call == "Loads" { // it is a look: after it is as before it
				kinds = kinds[:2]
			}
			for _, fault := range kinds {
				got, _ := b.play(moves, n, fault)
				b.alike(got, due, fmt.Sprintf("call %d of %d, %s, %s", n+1, len(calls), call, fault))
			}
		}
		b.t.Logf("played with a fault at each of %d calls", len(calls))
	}
}

// alike ends the rule at the first line that differs.
func (b *bench) alike(got, due []string, when string) {
	b.t.Helper()
	for i := range max(len(got), len(due)) {
		line, other := "nothing", "nothing"
		if i < len(got) {
			line = got[i]
		}
		if i < len(due) {
			other = due[i]
		}
		if line != other {
			b.fail("%s\nends with   %s\nwithout it  %s", when, line, other)
		}
	}
}

// play plays the script on a new store with one fault, and returns how it ended and the calls that the first process made.
func (b *bench) play(moves []move, at int, fault Fault) (ending, calls []string) {
	b.t.Helper()
	w, err := newWorld(b.build, b.open())
	b.no(err)
	plan := func(n int, call string) Fault {
		if calls = append(calls, call); n == at {
			return fault
		}
		return NoFault
	}
	h, err := w.start(plan)
	b.no(err)
	for _, m := range moves {
		w.now = m.at
		if h, err = h.make(m); err != nil {
			b.fail("call %d: %s: %s: %v", at+1, fault, m.line, err)
		}
	}
	return b.ending(w, moves), calls
}

// make makes a move, again and again until it is made: after a crash in a new process, and with deliveries until nothing is
// due, in the time of a lease after each. It returns the process that is alive.
func (h *host) make(m move) (*host, error) {
	var err error
	for range 40 {
		more := false
		if more, err = h.attempt(m); err == nil && !more {
			return h, nil
		}
		if m.line == "deliver" {
			h.world.now = h.world.now.Add(lease + time.Second)
		}
		if h.dead() {
			if h, err = h.world.start(noFaults); err != nil {
				return h, err
			}
		}
	}
	return h, fmt.Errorf("not done after many tries: %w", err)
}

// attempt tries to make a move, and says whether there may be more of it.
func (h *host) attempt(m move) (more bool, err error) {
	ctx := context.Background()
	switch m.line {
	case "sweep":
		_, err = h.desk.Sweep(ctx)
		return false, err
	case "deliver":
		n, err := h.deliver(ctx)
		return n > 0, err
	}
	_, err = h.desk.Handle(ctx, *m.ev)
	var refusal *desk.Refusal
	if errors.As(err, &refusal) {
		err = nil
	}
	return false, err
}

// ending tells how a play ended: the cases and their records, without what tells when a notice arrived, and what was heard.
func (b *bench) ending(w *world, moves []move) (lines []string) {
	b.t.Helper()
	told := map[string]bool{}
	for _, m := range moves {
		if m.ev == nil || told[m.ev.Ticket] {
			continue
		}
		told[m.ev.Ticket] = true
		var c desk.Case
		b.no(w.store.Update(b.ctx, m.ev.Ticket, func(seen desk.Case) (desk.Change, error) {
			c = seen.Clone()
			return desk.Change{Case: seen, Before: seen.Head}, nil
		}))
		lines = append(lines, "case "+document(b, timeless(c)))
		if r, ok := w.store.(desk.Reader); ok {
			trail, err := r.Trail(b.ctx, c.Ticket, 0, 1<<20)
			b.no(err)
			lines = append(lines, b.told(trail)...)
		}
	}
	return append(lines, w.receiver.told()...)
}

// timeless returns a case without what hangs on the number of its records and on when its notices arrived.
func timeless(c desk.Case) desk.Case {
	c.Head, c.Wake = audit.Head{}, 0
	for i := range c.Notices {
		c.Notices[i].Settled = 0
	}
	for i := range c.Taken {
		c.Taken[i].Seq = 0
	}
	return c
}

// told returns records without those of the arrival of notices, and without their places.
func (b *bench) told(trail [][]byte) (lines []string) {
	b.t.Helper()
	for _, sealed := range trail {
		r, err := audit.Open(sealed)
		b.no(err)
		if strings.HasPrefix(r.Action, "notice.") {
			continue
		}
		r.Seq, r.Prev, r.Recorded = 1, audit.Hash{}, r.At
		data, err := json.Marshal(r)
		b.no(err)
		lines = append(lines, "record "+string(data))
	}
	return lines
}
