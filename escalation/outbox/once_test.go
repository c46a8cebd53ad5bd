package outbox_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

var errDatabase = errors.New("disk full")

// table is what a transaction sees of the table of Once: the keys that were committed, and those of its own.
type table struct {
	keys  map[string]bool
	query string
	err   error
}

func (t *table) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	t.query = query
	if t.err != nil {
		return nil, t.err
	}
	key := args[0].(string)
	if t.keys[key] {
		return driver.RowsAffected(0), nil
	}
	t.keys[key] = true
	return driver.RowsAffected(1), nil
}

// TestOnce: the effects of a key are kept once; a transaction that is rolled back has seen nothing.
func TestOnce(t *testing.T) {
	committed, effects := map[string]bool{}, 0
	take := func(key string, fail error) error {
		tx := &table{keys: maps.Clone(committed)}
		count := effects
		_, err := outbox.Once{}.Do(t.Context(), tx, key, func() error { count++; return fail })
		if err == nil {
			committed, effects = tx.keys, count
		}
		return err
	}
	require.ErrorIs(t, take("a", errDatabase), errDatabase)
	require.Zero(t, effects)
	for range 3 {
		require.NoError(t, take("a", nil))
		require.Equal(t, 1, effects)
	}
	require.NoError(t, take("b", nil))
	require.Equal(t, 2, effects)
}

// TestOnceStatement: the placeholder is that of the database, and a statement that fails runs nothing.
func TestOnceStatement(t *testing.T) {
	for want, once := range map[string]outbox.Once{
		`INSERT INTO bellhop_once ("key", at) VALUES ($1, CURRENT_TIMESTAMP) ON CONFLICT DO NOTHING`: {},
		`INSERT INTO bellhop_once ("key", at) VALUES (?, CURRENT_TIMESTAMP) ON CONFLICT DO NOTHING`:  {QuestionMark: true},
	} {
		tx := &table{err: errDatabase}
		ran, err := once.Do(t.Context(), tx, "a", func() error { panic("not to be run") })
		require.False(t, ran)
		require.EqualError(t, err, `key "a": disk full`)
		require.Equal(t, want, tx.query)
	}
}

// TestSeen: a key is taken once, and again only when it failed.
func TestSeen(t *testing.T) {
	var seen outbox.Seen
	_, err := seen.Do("a", func() error { return errDatabase })
	require.ErrorIs(t, err, errDatabase)
	ran := 0
	for range 3 {
		_, err := seen.Do("a", func() error { ran++; return nil })
		require.NoError(t, err)
	}
	require.Equal(t, 1, ran)
}
