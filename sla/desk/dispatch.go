package desk

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// rounds is how often one dispatch reads how the agents stand, at the most: after the first time for tickets that lost an
// agent's last place to another.
const rounds = 3

// Dispatch offers tickets that wait to agents who are free, in the pack's order of work, and returns how many it offered. It
// looks at up to Config.Line tickets and reads at most three times how the agents stand. Sweep begins with it. One that could
// offer nothing is not made again while the agents stand as they did, for up to a minute or until time alone brings somebody. Over
// a store that is no [Line] Dispatch does nothing: there each ticket is looked at for itself once a minute.
func (d *Desk) Dispatch(ctx context.Context) (int, error) {
	line, ok := d.config.Store.(Line)
	if !ok {
		return 0, nil
	}
	ctx, end := d.observe(ctx, "desk.dispatch")
	offered, err := d.dispatch(ctx, line)
	end(err)
	return offered, err
}

func (d *Desk) dispatch(ctx context.Context, line Line) (offered int, err error) {
	now := d.now()
	roster, err := d.Roster(ctx)
	if err != nil || d.vain.again(now, roster) {
		return 0, err
	}
	waiting, fault := line.Waiting(ctx, now, d.config.Line)
	for round := 1; ; round++ {
		h := handout{desk: d, now: now, roster: roster, until: now.Add(lookAgain)}
		turns := h.order(waiting)
		if round == 1 && len(turns) == 0 && fault == nil {
			d.vain.set(vain{roster, now, h.until})
		}
		for _, t := range turns {
			if err := h.give(ctx, t); err != nil {
				return offered + h.offered, errors.Join(fault, err)
			}
		}
		offered, waiting = offered+h.offered, h.lost
		if len(waiting) == 0 || round == rounds || ctx.Err() != nil {
			return offered, fault
		}
		if roster, err = d.Roster(ctx); err != nil {
			return offered, errors.Join(fault, err)
		}
	}
}

// vain is a dispatch that could offer nothing: how the agents stood, and until when none can unless they stand otherwise.
type vain struct {
	roster      routing.Roster
	from, until sla.Instant
}

// lastVain is the last dispatch of a desk that could offer nothing.
type lastVain struct {
	mu sync.Mutex
	vain
}

func (l *lastVain) set(v vain) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.vain = v
}

// again says whether a dispatch would be in vain again.
func (l *lastVain) again(now sla.Instant, roster routing.Roster) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.from <= now && now < l.until && maps.Equal(l.roster, roster)
}

// handout gives waiting tickets to agents as they stand.
type handout struct {
	desk    *Desk
	now     sla.Instant
	roster  routing.Roster
	until   sla.Instant // when to look again if nobody can take any of them
	offered int
	lost    []Case // whose agent had no room any more
}

// turn is a ticket that somebody can take now.
type turn struct {
	*Case
	rank  routing.Rank
	ahead int // units of work that wait before it
}

// order returns the tickets that somebody can take now, in the pack's order of work.
func (h *handout) order(waiting []Case) []turn {
	config := &h.desk.config
	router := config.Pack.Router
	requests := make([]routing.Request, len(waiting))
	for i := range waiting {
		c := &waiting[i]
		requests[i] = Request(config.Pack, c, h.now)
		if config.Allow != nil {
			requests[i].Allow = func(agent string) bool { return config.Allow(c, agent) }
		}
	}
	var turns []turn
	for i, d := range router.Batch(requests, h.roster) {
		switch {
		case d.Agent == "" && d.Wake != 0:
			h.until = min(h.until, d.Wake)
		case d.Agent != "":
			turns = append(turns, turn{&waiting[i], router.Rank(router.Work(requests[i]), h.now), d.Ahead})
		}
	}
	slices.SortFunc(turns, func(a, b turn) int { return a.rank.Compare(b.rank) })
	return turns
}

// give routes one ticket. That another desk was faster is no fault.
func (h *handout) give(ctx context.Context, t turn) error {
	config := &h.desk.config
	in := h.desk.input(h.now, h.roster)
	in.Dispatch, in.Ahead = true, t.ahead
	var loads []Load
	err := config.Store.Update(ctx, t.Ticket, func(c Case) (Change, error) {
		loads = nil
		if !c.Waits() {
			return Change{Case: c, Before: c.Head}, nil
		}
		change, err := Step(config.Pack, c, in)
		loads = change.Loads
		return change, err
	})
	switch {
	case errors.Is(err, ErrNoRoom):
		h.lost = append(h.lost, *t.Case)
		return nil
	case errors.Is(err, ErrConflict):
		return nil
	case err != nil:
		return err
	}
	for _, l := range loads {
		h.roster[l.Agent] = l.To(h.roster[l.Agent])
	}
	if len(loads) > 0 {
		h.offered++
	}
	return nil
}
