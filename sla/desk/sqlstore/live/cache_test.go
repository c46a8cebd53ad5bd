package live_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"modernc.org/sqlite"

	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/live/tap"
)

// leadOf returns the lead of a case as an update of a store sees it.
func leadOf(t *testing.T, s *sqlstore.Store, ticket string) (seen string) {
	t.Helper()
	require.NoError(t, s.Update(context.Background(), ticket, func(c desk.Case) (desk.Change, error) {
		seen = c.Lead
		return desk.Change{Case: c, Before: c.Head}, nil
	}))
	return seen
}

// TestStoreRemembersOnlyWhatWasCommitted: a change whose commit failed is forgotten, also when another process then writes the
// row as often.
func TestStoreRemembersOnlyWhatWasCommitted(t *testing.T) {
	ctx := context.Background()
	file := filepath.Join(t.TempDir(), "desk.db")
	failing := false
	db := tap.Open(&sqlite.Driver{}, source(file), func(s tap.Step) tap.Cut {
		if failing && s.Kind == tap.Commit {
			return tap.Before
		}
		return tap.None
	})
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	one := tables(t, db, "")
	other := tables(t, openFile(t, file), "")

	require.NoError(t, one.Update(ctx, "T-1", making(lead("first"))))
	failing = true
	require.Error(t, one.Update(ctx, "T-1", making(lead("lost"))))
	failing = false
	require.Equal(t, "first", leadOf(t, other, "T-1"))
	require.NoError(t, other.Update(ctx, "T-1", making(lead("second"))))
	require.Equal(t, "second", leadOf(t, one, "T-1"))
	require.NoError(t, one.Update(ctx, "T-1", making()))
	require.Equal(t, "second", leadOf(t, other, "T-1"))
}

// TestStoreForgetsWhatTheHostRolledBack: a change is never made from what a bound store wrote and the host rolled back, also when
// another process then writes the row as often.
func TestStoreForgetsWhatTheHostRolledBack(t *testing.T) {
	onEach(t, func(t *testing.T, e engine) {
		ctx := context.Background()
		s, db := e.fresh(t)
		other := e.store(t, sqlstore.Config{DB: db})
		for _, bound := range []bool{false, true} {
			ticket := fmt.Sprint("T-", bound)
			require.NoError(t, s.Update(ctx, ticket, making(lead("first"))))
			rolledBack(t, db, s, ticket, making(lead("lost")))
			require.NoError(t, other.Update(ctx, ticket, making(lead("second"))))
			if bound {
				tx, err := db.Begin()
				require.NoError(t, err)
				require.NoError(t, s.Bind(tx).Update(ctx, ticket, making()))
				require.NoError(t, tx.Commit())
			} else {
				require.NoError(t, s.Update(ctx, ticket, making()))
			}
			require.Equal(t, "second", leadOf(t, other, ticket))
			require.Equal(t, "second", leadOf(t, s, ticket))
			rolledBack(t, db, s, ticket, making(lead("lost")))
			require.Equal(t, "second", leadOf(t, s, ticket))
		}
	})
}

// rolledBack makes changes of a case in a transaction that the host rolls back.
func rolledBack(t *testing.T, db *sql.DB, s *sqlstore.Store, ticket string, fns ...func(desk.Case) (desk.Change, error)) {
	t.Helper()
	tx, err := db.Begin()
	require.NoError(t, err)
	for _, fn := range fns {
		require.NoError(t, s.Bind(tx).Update(context.Background(), ticket, fn))
	}
	require.NoError(t, tx.Rollback())
}

// TestAgentsOfWhatWasRolledBackAreMadeAgain: an agent whose row went with a transaction of the host is given tickets all the same.
func TestAgentsOfWhatWasRolledBackAreMadeAgain(t *testing.T) {
	onEach(t, func(t *testing.T, e engine) {
		ctx := context.Background()
		s, db := e.fresh(t)
		rolledBack(t, db, s, "T-0", making(carry("ana", 1, 0)), making(carry("ana", 1, 0)), making(carry("ana", 1, 9)))
		require.NoError(t, s.Update(ctx, "T-1", making(carry("ana", 1, 0))))
		require.NoError(t, s.Update(ctx, "T-2", making(carry("ana", 1, 2))))
		require.ErrorIs(t, s.Update(ctx, "T-3", making(carry("ana", 1, 2))), desk.ErrNoRoom)
		loads, err := s.Loads(ctx)
		require.NoError(t, err)
		require.Equal(t, 2, loads["ana"].Load)
	})
}

// TestStoreWithoutCacheReadsEachTime: the cache is a matter of speed alone.
func TestStoreWithoutCacheReadsEachTime(t *testing.T) {
	ctx := context.Background()
	_, db := fresh(t)
	for _, cache := range []int{-1, 1} {
		s, err := sqlstore.New(ctx, sqlstore.Config{DB: db, Dialect: sqlstore.SQLite, Cache: cache})
		require.NoError(t, err)
		for _, ticket := range []string{"T-1", "T-2", "T-1", "T-2"} {
			require.NoError(t, s.Update(ctx, ticket, making(lead(ticket))))
			require.Equal(t, ticket, leadOf(t, s, ticket))
		}
		require.NoError(t, s.Close())
	}
}
