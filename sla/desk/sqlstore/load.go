package sqlstore

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// ledger is how many tickets agents carry.
type ledger map[string]int

// readLoads returns what agents carry. Their rows are locked, unless whoever writes them can begin again.
func (w *work) readLoads(ctx context.Context, agents []string) (ledger, error) {
	held := ledger{}
	if len(agents) == 0 {
		return held, nil
	}
	q := readLoads
	if w.store.text[peekLoads] != "" && !w.bound {
		q = peekLoads
	}
	var agent string
	var n int
	err := eachOf(ctx, w, q, agents, []any{&agent, &n}, func() { held[agent] = n })
	return held, err
}

// newLoads makes the rows of agents who have none yet, where a row that is not there cannot be locked.
func (w *work) newLoads(ctx context.Context, agents []string) error {
	if w.store.text[newLoads] == "" {
		return nil
	}
	missing := slices.DeleteFunc(slices.Clone(agents), func(agent string) bool {
		_, known := w.store.agents.Load(agent)
		return known || slices.Contains(w.agents, agent)
	})
	if len(missing) == 0 {
		return nil
	}
	names := newColumns(1)
	for _, agent := range missing {
		names.add(agent)
	}
	made, err := exec(ctx, w, newLoads, names.args()...)
	switch {
	case err != nil:
		return err
	case made > 0 || w.bound: // what stands in a transaction of the host may be the host's to roll back
		w.agents = append(w.agents, missing...)
		return nil
	}
	for _, agent := range missing {
		w.store.agents.Store(agent, true)
	}
	return nil
}

// after returns what the agents of some changes carry after them, or ErrNoRoom.
func (l ledger) after(changes []desk.Load) (ledger, error) {
	changed := ledger{}
	for _, by := range changes {
		n, again := changed[by.Agent]
		if !again {
			n = l[by.Agent]
		}
		if by.By > 0 && by.Room > 0 && n+by.By > by.Room {
			return nil, fmt.Errorf("agent %q: %w", by.Agent, desk.ErrNoRoom)
		}
		changed[by.Agent] = max(0, n+by.By)
	}
	return changed, nil
}

// agents returns the agents of a ledger in their order.
func (l ledger) agents() []string { return slices.Sorted(maps.Keys(l)) }

// Loads returns how many tickets each agent holds or is offered.
func (s *Store) Loads(ctx context.Context) (map[string]int, error) {
	return listOfLoads(ctx, direct{s})
}

func listOfLoads(ctx context.Context, on runner) (map[string]int, error) {
	loads := map[string]int{}
	var agent string
	var n int
	_, err := each(ctx, on, listLoads, nil, []any{&agent, &n}, func() { loads[agent] = n })
	return loads, err
}
