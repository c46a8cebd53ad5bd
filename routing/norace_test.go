//go:build !race

package routing_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// slow says that the race detector is on.
const slow = false

// Cost (the race detector takes memory of its own): the list of those passed over is all the memory that a decision takes, beside what the conditions do. When the first of
// the queue gets the ticket there is no list.
func TestBudgetRouteAllocatesWhoIsPassedOver(t *testing.T) {
	r, q, roster := crowd(t)
	q.Queue = "front"
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { r.Route(q, roster) }), 1.0)
	require.Zero(t, testing.AllocsPerRun(100, func() { r.Route(q, nil) }))
}
