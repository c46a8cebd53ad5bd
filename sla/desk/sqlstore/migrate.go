package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"strings"
)

// migrations are the steps of each dialect, numbered from 1. A step that was released is never changed.
//
//go:embed migrations
var migrations embed.FS

// Migrate brings the tables to what this program needs: it makes those that are missing and changes those of earlier
// versions. It may run again, and side by side in many processes: one of them does the work, the others wait for it. It
// refuses tables of a later version than it knows.
func (s *Store) Migrate(ctx context.Context) error {
	steps, err := s.steps()
	if err != nil {
		return err
	}
	if err := s.begin(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{Isolation: s.dialect.isolation})
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // of no effect after a commit
	if err := s.climb(ctx, tx, steps); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return tx.Commit()
}

// begin makes the schema and the table of versions, unless they are there.
func (s *Store) begin(ctx context.Context) error {
	if s.names.schema != "" {
		if _, err := s.db.ExecContext(ctx, s.write(s.dialect.schema)); err != nil {
			return err
		}
	}
	_, err := s.db.ExecContext(ctx, s.write(s.dialect.versions))
	return err
}

// steps returns the statements of each step, the first one at 0.
func (s *Store) steps() (steps [][]string, err error) {
	dir := "migrations/" + s.dialect.name
	files, err := migrations.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for i := range files {
		text, err := migrations.ReadFile(fmt.Sprintf("%s/%d.sql", dir, i+1))
		if err != nil {
			return nil, err
		}
		statements := strings.Split(strings.TrimSpace(s.write(string(text))), ";\n\n")
		steps = append(steps, statements)
	}
	return steps, nil
}

// climb takes the steps that are missing, while nobody else does.
func (s *Store) climb(ctx context.Context, tx *sql.Tx, steps [][]string) error {
	if _, err := tx.ExecContext(ctx, s.write(s.dialect.alone)); err != nil {
		return err
	}
	var version int
	if err := tx.QueryRowContext(ctx, s.write(`SELECT coalesce(max(version), 0) FROM @schema`)).Scan(&version); err != nil {
		return err
	}
	if version > len(steps) {
		return fmt.Errorf("the tables are of version %d; this program knows up to %d", version, len(steps))
	}
	for ; version < len(steps); version++ {
		for _, statement := range steps[version] {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("step %d: %w", version+1, err)
			}
		}
		if _, err := tx.ExecContext(ctx, s.write(`INSERT INTO @schema (version) VALUES (?)`), version+1); err != nil {
			return err
		}
	}
	return nil
}
