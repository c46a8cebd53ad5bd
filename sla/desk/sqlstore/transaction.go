package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// work is what is done in one transaction. What it refuses, it refuses before its first write: whoever owns the transaction
// may go on with it.
type work struct {
	store *Store
	runner
	cache *cache
	bound bool // in a transaction of the host

	written []stored
	agents  []string // whose rows in the table of loads were made, unless they were there
}

// work returns work that runs somewhere.
func (s *Store) work(on runner, known *cache) *work {
	return &work{store: s, runner: on, cache: known}
}

// wrote notes changes that were written. What stands in a transaction of the host may be the host's to roll back.
func (w *work) wrote(drafts ...*draft) {
	if w.bound {
		return
	}
	w.written = slices.Grow(w.written, len(drafts))
	for _, d := range drafts {
		now := stored{c: d.Case, version: d.version + 1}
		if w.store.dialect.arrays {
			now.text = d.text
		}
		w.written = append(w.written, now)
	}
}

// committed remembers what work has done, now that it lasts.
func (s *Store) committed(w *work) {
	s.cache.put(w.written)
	for _, agent := range w.agents {
		s.agents.Store(agent, true)
	}
}

// steady keeps the planner to the index of what is due, whatever it knows or does not know of the table yet.
func (w *work) steady(ctx context.Context) error {
	if w.bound || w.store.text[steady] == "" {
		return nil
	}
	var off [3]string
	_, err := each(ctx, w, steady, nil, []any{&off[0], &off[1], &off[2]}, nil)
	return err
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

// tries is how often a transaction is begun that loses races against others.
const tries = 8

// begun does work in a transaction and commits it, unless it failed or changed nothing. One that lost a race was rolled back and
// is begun again; the error is ErrConflict in the end.
func (s *Store) begun(ctx context.Context, do func(*work) (changed bool, err error)) (err error) {
	if err := s.prepare(ctx); err != nil {
		return err
	}
	for range tries {
		if err = s.once(ctx, do); !raced(err) {
			return err
		}
	}
	return fmt.Errorf("%w: %w", desk.ErrConflict, err)
}

// once does work in one transaction.
func (s *Store) once(ctx context.Context, do func(*work) (changed bool, err error)) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{Isolation: s.dialect.isolation})
	if err != nil {
		return brokenBy(err)
	}
	w := s.work(own{s, tx}, s.cache)
	defer w.release()
	defer func() { _ = tx.Rollback() }() // of no effect after a commit
	if changed, err := do(w); err != nil || !changed {
		return err
	}
	if err := tx.Commit(); err != nil {
		return brokenBy(err)
	}
	s.committed(w)
	return nil
}

// races are the codes of SQL for what another transaction was in the way of, and will not be when all is done again:
// serialization failure, deadlock, a key that somebody else wrote meanwhile, and a division by zero: so a statement says that a
// place was taken which it counted on.
var races = map[string]bool{"40001": true, "40P01": true, "23505": true, "22012": true}

// errRace says that rows are not any more what was seen of them before they were written.
var errRace = errors.New("somebody else was faster; roll back and begin again")

// raced says whether an error of the database is one of those.
func raced(err error) bool {
	if errors.Is(err, errRace) {
		return true
	}
	var coded interface{ SQLState() string }
	return errors.As(err, &coded) && races[coded.SQLState()]
}

// prepare prepares every statement once. It stands before each transaction, since one may hold the only connection.
func (s *Store) prepare(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.prepared {
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
	s.prepared = true
	return nil
}
