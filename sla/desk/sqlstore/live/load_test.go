package live_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
)

// TestLawLoadsComeToTheSame: changes of loads, one by one and many of a sweep in one statement, come on every engine to what they
// come to in memory, whoever finds no room.
func TestLawLoadsComeToTheSame(t *testing.T) {
	onEach(t, func(t *testing.T, e engine) {
		s, _ := e.fresh(t)
		n := 0
		rapid.Check(t, func(r *rapid.T) {
			n++
			w := &twins{T: r, ctx: context.Background(), stores: []*sqlstore.Store{s, s}, model: desk.NewMemory()}
			_, err := s.Sweep(w.ctx, noon, 100, waking(wake(0))) // what a draw that failed has left
			require.NoError(r, err)
			ticket := func() string { return fmt.Sprint("T", n, "-", rapid.IntRange(0, 3).Draw(r, "ticket")) }
			agents := []string{fmt.Sprint("ana", n), fmt.Sprint("ben", n)}
			draw := func() (list []part) {
				for range rapid.IntRange(1, 3).Draw(r, "loads") {
					l := w.load(rapid.SampledFrom(agents).Draw(r, "agent"), rapid.IntRange(-2, 2).Draw(r, "by"))
					if l.By == 0 { // it became another kind
						l.At, l.Interruptible = 0, rapid.IntRange(-1, 1).Draw(r, "kind")
					}
					list = append(list, weight(l))
				}
				return list
			}
			for range rapid.IntRange(1, 12).Draw(r, "changes") {
				w.keys++ // what comes later is later
				if rapid.Bool().Draw(r, "alone") {
					id, fn := ticket(), making(draw()...)
					w.alike(s.Update(w.ctx, id, fn), w.model.Update(w.ctx, id, fn))
					continue
				}
				parts := map[string][]part{}
				for i := range 4 {
					id := fmt.Sprint("T", n, "-", i)
					parts[id] = append(draw(), wake(0))
					due := making(wake(noon))
					w.alike(s.Update(w.ctx, id, due), w.model.Update(w.ctx, id, due))
				}
				for range 9 { // who found no room is looked at again, until the others are done
					fn := func(c desk.Case, _ sla.Instant) (desk.Change, error) { return making(parts[c.Ticket]...)(c) }
					got, err := s.Sweep(w.ctx, noon, 4, fn)
					due, dueErr := w.model.Sweep(w.ctx, noon, 4, fn)
					w.alike(err, dueErr)
					require.Equal(r, due, got)
					if due == 0 {
						break
					}
				}
				for i := range 4 { // and what never had room goes without
					id := fmt.Sprint("T", n, "-", i)
					still := making(wake(0))
					w.alike(s.Update(w.ctx, id, still), w.model.Update(w.ctx, id, still))
				}
			}
			got, err := s.Loads(w.ctx)
			require.NoError(r, err)
			due, err := w.model.Loads(w.ctx)
			require.NoError(r, err)
			for _, agent := range agents {
				require.Equal(r, due[agent], got[agent], agent)
			}
		})
	})
}
