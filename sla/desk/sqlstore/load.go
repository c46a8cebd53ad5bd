package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// load is how many tickets an agent carries.
type load struct {
	agent string
	n     int
}

// loads returns what agents carry after a change, or ErrNoRoom.
func (w *work) loads(ctx context.Context, changes []desk.Load) ([]*load, error) {
	var loads []*load
	for _, by := range changes {
		i := slices.IndexFunc(loads, func(l *load) bool { return l.agent == by.Agent })
		if i < 0 {
			i = len(loads)
			l := &load{agent: by.Agent}
			if _, err := each(ctx, w, readLoad, []any{l.agent}, []any{&l.n}, nil); err != nil {
				return nil, err
			}
			loads = append(loads, l)
		}
		l := loads[i]
		if by.By > 0 && by.Room > 0 && l.n+by.By > by.Room {
			return nil, fmt.Errorf("agent %q: %w", by.Agent, desk.ErrNoRoom)
		}
		l.n = max(0, l.n+by.By)
	}
	return loads, nil
}

// Loads returns how many tickets each agent holds or is offered.
func (s *Store) Loads(ctx context.Context) (map[string]int, error) {
	return listOfLoads(ctx, direct{s})
}

func listOfLoads(ctx context.Context, on runner) (map[string]int, error) {
	loads := map[string]int{}
	var l load
	_, err := each(ctx, on, listLoads, nil, []any{&l.agent, &l.n}, func() { loads[l.agent] = l.n })
	return loads, err
}
