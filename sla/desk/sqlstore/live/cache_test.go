package live_test

import (
	"context"
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

// TestStoreForgetsWhatTheHostRolledBack: what a bound store wrote is not remembered, also when another process then writes the
// row as often.
func TestStoreForgetsWhatTheHostRolledBack(t *testing.T) {
	ctx := context.Background()
	s, db := fresh(t)
	other := tables(t, db, "")
	require.NoError(t, s.Update(ctx, "T-1", making(lead("first"))))
	tx, err := db.Begin()
	require.NoError(t, err)
	require.NoError(t, s.Bind(tx).Update(ctx, "T-1", making(lead("lost"))))
	require.NoError(t, tx.Rollback())
	require.Equal(t, "first", leadOf(t, s, "T-1"))
	require.NoError(t, other.Update(ctx, "T-1", making(lead("second"))))
	require.Equal(t, "second", leadOf(t, s, "T-1"))
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
