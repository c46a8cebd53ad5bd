package live_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// TestCallersWhoGiveUpHoldNobodyUp: of many who change a few tickets at once, some give up while they wait for others. The rest is
// served, each change that was reported is there, and every chain is whole.
func TestCallersWhoGiveUpHoldNobodyUp(t *testing.T) {
	const callers, turns, tickets = 12, 30, 5
	ctx := context.Background()
	s, _ := onPostgreSQL.fresh(t)
	for i := range tickets {
		require.NoError(t, s.Update(ctx, fmt.Sprint("T-", i), making(carry("ana", 1, 0))))
	}
	var landed [callers][tickets]int
	require.NoError(t, atOnce(callers, func(i int) error {
		dice := rand.New(rand.NewPCG(uint64(i), 1))
		for range turns {
			brief, cancel := context.WithTimeout(ctx, time.Duration(dice.IntN(3000))*time.Microsecond)
			n := dice.IntN(tickets)
			err := s.Update(brief, fmt.Sprint("T-", n), making(carry("ana", 1, 0)))
			gaveUp := brief.Err() != nil
			cancel()
			switch {
			case err == nil:
				landed[i][n]++
			case !gaveUp && !errors.Is(err, desk.ErrConflict):
				return err
			}
		}
		return nil
	}))
	changes := uint64(0)
	for n := range tickets {
		ticket, least := fmt.Sprint("T-", n), 1
		for i := range callers {
			least += landed[i][n]
		}
		require.NoError(t, s.Update(ctx, ticket, making(carry("ana", 1, 0))))
		c, err := s.Load(ctx, ticket)
		require.NoError(t, err)
		require.GreaterOrEqual(t, c.Head.Seq, uint64(least)+1)
		trail, err := s.Trail(ctx, ticket, 0, 10000)
		require.NoError(t, err)
		head, err := audit.Verify(ticket, slices.Values(trail))
		require.NoError(t, err)
		require.Equal(t, c.Head, head)
		changes += c.Head.Seq
	}
	loads, err := s.Loads(ctx)
	require.NoError(t, err)
	require.Equal(t, int(changes), loads["ana"].Load)
}
