package routing_test

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

var (
	allOrders = []routing.Order{routing.NextPromise, routing.SavableFirst, routing.EarliestDue, routing.FIFO, routing.TierFirst}
	allLosts  = []routing.Lost{"", routing.LostAfterSavable, routing.LostNextPromise, routing.LostCap}
)

func drawOrder(t *rapid.T) routing.StrategySpec {
	s := routing.StrategySpec{Order: rapid.SampledFrom(allOrders).Draw(t, "order"), Strict: rapid.Bool().Draw(t, "strict")}
	if s.Order == routing.NextPromise || s.Order == routing.SavableFirst {
		s.Lost = rapid.SampledFrom(allLosts).Draw(t, "lost")
	}
	if s.Lost == routing.LostCap {
		s.Cap = rapid.IntRange(0, 5).Draw(t, "cap")
	}
	return s
}

func drawWork(t *rapid.T) routing.Work {
	w := routing.Work{
		Ticket:  rapid.StringMatching(`[a-c]{1,2}`).Draw(t, "ticket"),
		Arrived: friday.Add(time.Duration(rapid.IntRange(0, 50).Draw(t, "arrived")) * time.Minute),
		Tier:    rapid.IntRange(0, 2).Draw(t, "tier"), Priority: rapid.IntRange(0, 1).Draw(t, "priority"),
	}
	length := sla.Duration(rapid.SampledFrom([]int64{0, 1, 5, 7, 30, 1 << 62}).Draw(t, "length"))
	if length < 1<<62 {
		length *= sla.Duration(time.Minute)
	}
	switch rapid.IntRange(0, 2).Draw(t, "given") {
	case 0:
		w.Target = length
	case 1:
		w.Due = min(w.Arrived.Add(time.Duration(length)), 1<<62)
	}
	return w
}

// Order: the same tickets stand in the same order, however they came, and no two places contradict each other.
func TestLawOrderIsTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := compile(t, routing.Spec{Strategy: drawOrder(t)})
		now := friday.Add(time.Duration(rapid.IntRange(0, 200).Draw(t, "now")) * time.Minute)
		list := rapid.SliceOfNDistinct(rapid.Custom(drawWork), 2, 8, func(w routing.Work) string { return w.Ticket }).Draw(t, "work")
		by := func(a, b routing.Work) int { return r.Rank(a, now).Compare(r.Rank(b, now)) }
		want := slices.SortedFunc(slices.Values(list), by)
		got := slices.SortedFunc(slices.Values(rapid.Permutation(list).Draw(t, "other")), by)
		require.Equal(t, want, got)
		for i, a := range want {
			for j, b := range want {
				require.Equal(t, i < j, r.Before(a, b, now), "%+v %+v", a, b)
			}
		}
	})
}

// Promise: while no class goes first, a ticket whose promise is lost goes after each whose promise can be kept; after savable
// and within a cap always, and under the next promise when that is the later one.
func TestLawLostNeverOutranksSavable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := drawOrder(t)
		spec.Order, spec.Strict = rapid.SampledFrom(allOrders[:2]).Draw(t, "kept"), false
		if spec.Lost == "" {
			spec.Lost = map[routing.Order]routing.Lost{routing.NextPromise: routing.LostNextPromise, routing.SavableFirst: routing.LostAfterSavable}[spec.Order]
		}
		r := compile(t, routing.Spec{Strategy: spec})
		minutes := func(name string, least, most int) time.Duration {
			return time.Duration(rapid.IntRange(least, most).Draw(t, name)) * time.Minute
		}
		lost, kept := drawWork(t), drawWork(t)
		lost.Due = lost.Arrived.Add(minutes("length", 0, 9))
		now := lost.Due.Add(minutes("late", 1, 60))
		kept.Due = now.Add(minutes("left", 0, 60))
		due, later := lost.Due, kept.Due
		length := due - lost.Arrived
		next := new(big.Int).SetInt64(int64(due))
		switch spec.Lost {
		case routing.LostAfterSavable:
			require.True(t, r.Before(kept, lost, now))
		case routing.LostCap:
			most := max(1, spec.Cap)
			if spec.Cap == 0 {
				most = routing.DefaultCap
			}
			require.Equal(t, now <= due+length*sla.Instant(most-1), r.Before(kept, lost, now))
		case routing.LostNextPromise:
			if length == 0 {
				require.True(t, r.Before(kept, lost, now))
				return
			}
			for step := big.NewInt(int64(length)); next.Cmp(big.NewInt(int64(now))) < 0; step.Lsh(step, 1) {
				next.Add(next, step)
			}
			if by := next.Cmp(big.NewInt(int64(later))); by != 0 {
				require.Equal(t, by > 0, r.Before(kept, lost, now), "next promise %s", next)
			}
		}
	})
}

// Standing: a rank holds until its last instant and is another one after it.
func TestLawRankHoldsUntilItsInstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := compile(t, routing.Spec{Strategy: drawOrder(t)})
		w := drawWork(t)
		now := friday.Add(time.Duration(rapid.IntRange(0, 200).Draw(t, "now")) * time.Minute)
		got := r.Rank(w, now)
		if got.Until() == 0 {
			require.Zero(t, got.Compare(r.Rank(w, now.Add(1000*time.Hour))))
			return
		}
		require.LessOrEqual(t, now, got.Until())
		between := now + sla.Instant(rapid.Int64Range(0, int64(got.Until()-now)).Draw(t, "later"))
		require.Equal(t, got, r.Rank(w, between))
		require.NotEqual(t, got, r.Rank(w, got.Until()+1))
	})
}

// A ticket whose promise is broken gets a later one, so that it moves, and comes before one whose promise is later still.
func TestNextPromiseMovesWhatIsLost(t *testing.T) {
	r := compile(t, routing.Spec{})
	at := func(minutes int) sla.Instant { return friday.Add(time.Duration(minutes) * time.Minute) }
	lost := routing.Work{Ticket: "lost", Arrived: at(0), Target: sla.Duration(10 * time.Minute)}
	soon := routing.Work{Ticket: "soon", Arrived: at(5), Due: at(17)}
	late := routing.Work{Ticket: "late", Arrived: at(5), Due: at(25)}
	require.True(t, r.Before(lost, soon, at(10)))
	require.True(t, r.Before(soon, lost, at(11)))
	require.True(t, r.Before(lost, late, at(11)))
	require.Equal(t, at(20), r.Rank(lost, at(11)).Until())
	require.Equal(t, at(40), r.Rank(lost, at(21)).Until())
}
