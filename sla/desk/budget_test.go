//go:build !race

package desk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Budget: an event after the first of a ticket's day, through the desk into the store in memory, on average. Under the race
// detector the room that is used again is thrown away at random.
func TestBudgetAllocationsOfAnEvent(t *testing.T) {
	const budget = 6
	now := nine
	store := desk.NewMemory()
	d, err := desk.New(desk.Config{Store: store, Pack: benchPack(t), Now: func() time.Time { return now }})
	require.NoError(t, err)
	handle := func(ev desk.Event) {
		now = ev.At.Time()
		if _, err := d.Handle(t.Context(), ev); err != nil {
			panic(err)
		}
	}
	lives := make([][]desk.Event, 64)
	for i := range lives {
		life := day(fmt.Sprint("T-", i), nine)
		handle(life[0])
		c, err := store.Load(t.Context(), life[0].Ticket)
		require.NoError(t, err)
		life[1].Actor = c.Handoff.Agent
		lives[i] = life[1:]
	}
	n := -1
	allocations := testing.AllocsPerRun(len(lives)-1, func() {
		n++
		for _, ev := range lives[n] {
			handle(ev)
		}
	})
	require.LessOrEqual(t, allocations/float64(len(lives[0])), float64(budget))
}
