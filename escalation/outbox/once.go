package outbox

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// OnceSchema makes the table of [Once], for PostgreSQL and for SQLite. It may be run again.
const OnceSchema = `CREATE TABLE IF NOT EXISTS bellhop_once ("key" text PRIMARY KEY, at timestamp NOT NULL)`

// Execer is what [Once] needs of a transaction: *sql.Tx has it, and what hosts build on it.
type Execer interface {
	// ExecContext runs a statement in the transaction.
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Once gives a receiver effects exactly once, however often a notice arrives: it keeps the keys it has seen in a table of the
// receiver's own database, in the transaction of the effect. It is for PostgreSQL and SQLite 3.24 or later.
type Once struct {
	// QuestionMark writes the placeholder as ?, as SQLite drivers take it, instead of $1.
	QuestionMark bool
}

// Do runs fn if key was not seen before, and says whether it did. The caller commits tx when there is no error, and else rolls
// it back: the key and the effects of fn are kept together or not at all. Two transactions at once with one key run fn once:
// the second waits for the end of the first. The error is that of the statement, or that of fn as it is.
func (o Once) Do(ctx context.Context, tx Execer, key string, fn func() error) (ran bool, err error) {
	placeholder := "$1"
	if o.QuestionMark {
		placeholder = "?"
	}
	result, err := tx.ExecContext(ctx,
		`INSERT INTO bellhop_once ("key", at) VALUES (`+placeholder+`, CURRENT_TIMESTAMP) ON CONFLICT DO NOTHING`, key)
	if err != nil {
		return false, fmt.Errorf("key %q: %w", key, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("key %q: %w", key, err)
	}
	if n == 0 {
		return false, nil
	}
	return true, fn()
}

// Seen is [Once] in memory, for tests and for effects that live no longer than the process. The zero Seen has seen nothing. It
// is safe for many goroutines, and forgets nothing.
type Seen struct {
	mu   sync.Mutex
	keys map[string]bool
}

// Do runs fn if key was not seen before, and says whether it did. A key for which fn failed was not seen. One fn runs at a
// time; fn must not call Do.
func (s *Seen) Do(key string, fn func() error) (ran bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys[key] {
		return false, nil
	}
	if err := fn(); err != nil {
		return true, err
	}
	if s.keys == nil {
		s.keys = map[string]bool{}
	}
	s.keys[key] = true
	return true, nil
}
