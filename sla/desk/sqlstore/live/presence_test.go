package live_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
)

// How agents stand is the same to every process, and to a board in memory, but for the load, which is counted.
func TestPresenceIsKeptForEveryProcess(t *testing.T) {
	onEach(t, func(t *testing.T, e engine) {
		ctx := context.Background()
		source := e.empty(t)
		one, other := open(t, e, source), open(t, e, source)
		var board desk.Board
		for _, step := range []struct {
			agent string
			p     routing.Present
		}{
			{"ana", routing.Present{Away: true}},
			{"ben", routing.Present{Offline: true, Idle: noon, Last: noon + 5}},
			{"ana", routing.Present{Last: noon + 7}},
		} {
			board.Set(step.agent, step.p)
			step.p.Load, step.p.Interruptible = 9, 2
			require.NoError(t, one.SetPresent(ctx, step.agent, step.p))
		}
		due, err := board.Presence(ctx)
		require.NoError(t, err)
		got, err := other.Presence(ctx)
		require.NoError(t, err)
		require.Equal(t, due, got)
	})
}

// open opens a store of its own on a data source.
func open(t *testing.T, e engine, source string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.New(context.Background(), sqlstore.Config{DB: e.open(t, source), Dialect: e.dialect})
	require.NoError(t, err)
	require.NoError(t, s.Migrate(context.Background()))
	return s
}
