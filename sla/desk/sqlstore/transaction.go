package sqlstore

import (
	"context"
	"fmt"
)

// work is what is done in one transaction. What it refuses, it refuses before its first write: whoever owns the transaction
// may go on with it.
type work struct {
	store *Store
	runner
	cache   *cache
	written []stored
}

// lock takes the lock of the dialect, if it has one.
func (w *work) lock(ctx context.Context) error {
	if w.store.text[lock] == "" {
		return nil
	}
	_, err := exec(ctx, w, lock)
	return err
}

// inTx does work in a transaction, under the lock of the dialect.
func (s *Store) inTx(ctx context.Context, do func(*work) (changed bool, err error)) error {
	return s.begun(ctx, func(w *work) (bool, error) {
		if err := w.lock(ctx); err != nil {
			return false, err
		}
		return do(w)
	})
}

// begun does work in a transaction and commits it, unless it failed or changed nothing.
func (s *Store) begun(ctx context.Context, do func(*work) (changed bool, err error)) error {
	if err := s.prepare(ctx); err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return brokenBy(err)
	}
	defer func() { _ = tx.Rollback() }() // of no effect after a commit
	w := &work{store: s, runner: own{s, tx}, cache: s.cache}
	if changed, err := do(w); err != nil || !changed {
		return err
	}
	if err := tx.Commit(); err != nil {
		return brokenBy(err)
	}
	s.cache.put(w.written)
	return nil
}

// prepare prepares every statement once. It stands before each transaction, since one may hold the only connection.
func (s *Store) prepare(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stmts[queries-1] != nil {
		return nil
	}
	for q, text := range s.text {
		if s.stmts[q] != nil || text == "" {
			continue
		}
		stmt, err := s.db.PrepareContext(ctx, text)
		if err != nil {
			return brokenBy(fmt.Errorf("prepare (Migrate makes the tables): %w", err))
		}
		s.stmts[q] = stmt
	}
	return nil
}
