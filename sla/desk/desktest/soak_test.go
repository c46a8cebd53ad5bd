package desktest

import (
	"context"
	"flag"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

var seeds = flag.Int("seeds", 500, "how many lives TestSoak lives")

// Whatever happens in a life, what must hold holds at its end.
func TestSoak(t *testing.T) {
	percent := debug.SetGCPercent(400) // lives are short, and leave much behind
	t.Cleanup(func() { debug.SetGCPercent(percent) })
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for seed := w; seed < *seeds && !t.Failed(); seed += workers {
				Soak(t, func(*testing.T) Store { return desk.NewMemory() }, uint64(seed))
			}
		})
	}
}

// life is a soak as a rule, to be found wanting.
func life(seed uint64) rule { return rule{check: func(b *bench) { b.soak(b.t, seed) }} }

// A seed is one life: lived twice it leaves the same cases and the same records.
func TestSoakIsItsSeed(t *testing.T) {
	trails := func(seed uint64) (all [][]byte) {
		store := desk.NewMemory()
		require.Empty(t, finding(life(seed), build{open: func() Store { return store }}))
		for _, ticket := range []string{"T-1", "T-2", "T-3"} {
			trail, err := store.Trail(t.Context(), ticket, 0, 1<<20)
			require.NoError(t, err)
			all = append(all, trail...)
		}
		return all
	}
	for seed := range uint64(20) {
		require.Equal(t, trails(seed), trails(seed))
	}
}

// under returns the build whose store itself has the fault.
func under(b bent) build { return build{open: func() Store { return b.over(desk.NewMemory()) }} }

// soakFaults are found by a soak within a few seeds, each by what it says.
var soakFaults = []struct {
	name  string
	build build
	says  string
}{
	{"enqueue after commit", enqueueAfterCommit(memory), "there is no delivery of it"},
	{"settle before notify", settleBeforeNotify(memory), "and the trail says"},
	{"a random key", randomKey(memory), "what was heard of"},
	{"loads that are dropped", under(bent{change: func(_ desk.Case, next *desk.Change) { next.Loads = nil }}), "the load of"},
	{"records out of order", under(bent{change: func(_ desk.Case, next *desk.Change) { slices.Reverse(next.Records) }}), "record"},
	{"a case that loses a part", under(bent{change: func(_ desk.Case, next *desk.Change) { next.Case.Tags = nil }}), "tags"},
	{"a case that loses what no record tells", under(bent{change: func(_ desk.Case, next *desk.Change) {
		next.Case.Notices = slices.Clone(next.Case.Notices)
		for i := range next.Case.Notices {
			next.Case.Notices[i].Settled = 0
		}
	}}), "the replay of"},
	{"a wake that is lost", under(bent{change: func(_ desk.Case, next *desk.Change) { next.Case.Wake = 0 }}), "the tickets forgotten"},
	{"events that are forgotten", under(bent{change: func(_ desk.Case, next *desk.Change) { next.Case.Taken = nil }}), "event"},
	{"an early sweep", bent{sweep: func(s Store, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error) {
		return s.Sweep(ctx, now+1, limit, fn)
	}}.on(), "a sweep of"},
}

// An offer beyond what an agent may carry is a fault of a life.
func TestTapeNotesAnOfferBeyondTheRoom(t *testing.T) {
	store := desk.NewMemory()
	tp := newTape(store, &world{})
	next, err := draft(desk.Case{Ticket: "T"}, load("ana", 2, 0))
	require.NoError(t, err)
	require.NoError(t, store.Update(t.Context(), "T", func(desk.Case) (desk.Change, error) { return next, nil }))
	next.Loads[0].Room = 2
	tp.judgeRoom(t.Context(), taken{Change: next})
	require.Empty(t, tp.faults)
	next.Loads[0].Room = 1
	back := taken{Change: desk.Change{Loads: []desk.Load{{Agent: "ana", By: 1}}}} // she carries two now, and it went back to her
	tp.judgeRoom(t.Context(), taken{Change: next}, back)
	require.Empty(t, tp.faults)
	tp.judgeRoom(t.Context(), back, taken{Change: next})
	require.Len(t, tp.faults, 1)
}

// A soak finds what is wrong with a store or a deliverer, and says it.
func TestSoakFindsFaults(t *testing.T) {
	for _, f := range soakFaults {
		t.Run(f.name, func(t *testing.T) {
			found := ""
			for seed := uint64(0); seed < 300 && !strings.Contains(found, f.says); seed++ {
				found = finding(life(seed), f.build)
			}
			require.Contains(t, found, f.says)
		})
	}
}
