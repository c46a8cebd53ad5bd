package sqlstore

import (
	"context"
	"maps"
	"math"
	"slices"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// readLoads returns what agents carry. Their rows are locked, unless whoever writes them can begin again.
func (w *work) readLoads(ctx context.Context, agents []string) (routing.Roster, error) {
	if len(agents) == 0 {
		return routing.Roster{}, nil
	}
	q := readLoads
	if w.store.text[peekLoads] != "" && !w.bound {
		q = peekLoads
	}
	into := stands{}
	err := eachOf(ctx, w, q, agents, into.row(), into.add)
	return into.list, err
}

// stands gathers how agents stand from rows of the table of loads.
type stands struct {
	agent string
	p     routing.Present
	list  routing.Roster
}

// row returns what a row is read into.
func (s *stands) row() []any {
	s.list = routing.Roster{}
	return []any{&s.agent, &s.p.Load, &s.p.Interruptible, null{&s.p.Idle}, null{&s.p.Last}}
}

// add keeps the row that was read last.
func (s *stands) add() { s.list[s.agent] = s.p }

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

// Loads returns what each agent carries.
func (s *Store) Loads(ctx context.Context) (routing.Roster, error) {
	return listOfLoads(ctx, direct{s})
}

func listOfLoads(ctx context.Context, on runner) (routing.Roster, error) {
	into := stands{}
	_, err := each(ctx, on, listLoads, nil, into.row(), into.add)
	return into.list, err
}

// sum is what the changes of a batch come to for one agent.
type sum struct {
	by, soft   int         // units, and those of them that may be set aside
	came, left sla.Instant // when a ticket came and went last
	// most is the most that the agent may carry before, and firm the most of it that may not be set aside.
	most, firm int
}

// endless is more than anybody can carry.
const endless = math.MaxInt32

// sums are those of a batch, by agent.
type sums map[string]sum

// add adds a change that comes after those that are there.
func (s sums) add(l desk.Load) {
	a, again := s[l.Agent]
	if !again {
		a.most, a.firm = endless, endless
	}
	if l.By > 0 && l.Room > 0 && l.Interrupts {
		a.firm = min(a.firm, l.Room-l.By-(a.by-a.soft))
	} else if l.By > 0 && l.Room > 0 {
		a.most = min(a.most, l.Room-l.By-a.by)
	}
	if l.By > 0 {
		a.came = max(a.came, l.At)
	} else {
		a.left = max(a.left, l.At)
	}
	a.by, a.soft = a.by+l.By, a.soft+l.Interruptible
	s[l.Agent] = a
}

// agents returns the agents in their order.
func (s sums) agents() []string { return slices.Sorted(maps.Keys(s)) }
