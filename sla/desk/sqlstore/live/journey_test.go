package live_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/desktest"
)

// TestJourneyIsTheSameOnBothStores: a ticket's whole journey leaves the same cases and sealed records here as in memory, byte
// for byte.
func TestJourneyIsTheSameOnBothStores(t *testing.T) { onEach(t, journeyIsTheSame) }

func journeyIsTheSame(t *testing.T, e engine) {
	ctx := context.Background()
	s, _ := e.fresh(t)
	told, err := desktest.Journey(s)
	require.NoError(t, err)
	require.Equal(t, desktest.JourneyText(), told)

	m := desk.NewMemory()
	_, err = desktest.Journey(m)
	require.NoError(t, err)
	cases, err := m.Cases(ctx, "", 100)
	require.NoError(t, err)
	require.Greater(t, len(cases), 1)
	same(t, s, m, func(r desk.Reader) (any, error) { return r.Cases(ctx, "", 100) })
	same(t, s, m, func(r desk.Deliveries) (any, error) { return r.Deliveries(ctx, "", "", 1000) })
	for _, c := range cases {
		same(t, s, m, func(r desk.Reader) (any, error) { return r.Trail(ctx, c.Ticket, 0, 1000) })
	}
}

// TestSoak: what must hold whatever happens, on files, with a few of the seeds that the store in memory takes by the thousand.
func TestSoak(t *testing.T) {
	onEach(t, func(t *testing.T, e engine) {
		for seed := uint64(10); seed < 30; seed++ { // the suite lives those before
			desktest.Soak(t, func(t *testing.T) desktest.Store { return e.one(t) }, seed)
		}
	})
}
