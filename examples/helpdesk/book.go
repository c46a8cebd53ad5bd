package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// book is what the help desk keeps itself, in tables beside those of the desk: the numbers of tickets, what people wrote, and
// how far its clock is.
type book struct{ db *sql.DB }

// tables of the book. A ticket's number belongs to the event that opened it, so that the same form sent twice is one ticket.
const tables = `
CREATE TABLE IF NOT EXISTS helpdesk_tickets (number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS helpdesk_messages (ticket TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (ticket, key));
CREATE TABLE IF NOT EXISTS helpdesk_clock (id INTEGER PRIMARY KEY CHECK (id = 1), real INTEGER NOT NULL, shown INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS helpdesk_crm (at INTEGER NOT NULL, text TEXT NOT NULL);
` + outbox.OnceSchema

// openBook opens an SQLite file and makes the tables that it lacks.
func openBook(ctx context.Context, file string) (*book, error) {
	options := url.Values{"_pragma": {"journal_mode(wal)", "busy_timeout(10000)"}, "_txlock": {"immediate"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+options.Encode())
	if err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, tables); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", file, err), db.Close())
	}
	return &book{db: db}, nil
}

// number returns the id of the ticket that an event opens.
func (b *book) number(ctx context.Context, tx *sql.Tx, key string) (string, error) {
	if _, err := tx.ExecContext(ctx, `INSERT INTO helpdesk_tickets (key) VALUES (?) ON CONFLICT DO NOTHING`, key); err != nil {
		return "", err
	}
	var n int64
	err := tx.QueryRowContext(ctx, `SELECT number FROM helpdesk_tickets WHERE key = ?`, key).Scan(&n)
	return fmt.Sprintf("T-%d", 1000+n), err
}

// write keeps what was said with an event.
func (b *book) write(ctx context.Context, tx *sql.Tx, ev desk.Event, text string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO helpdesk_messages VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, ev.Ticket, ev.Key, text)
	return err
}

// said returns what was said with the events of a ticket, by their keys.
func (b *book) said(ctx context.Context, ticket string) (map[string]string, error) {
	rows, err := b.db.QueryContext(ctx, `SELECT key, text FROM helpdesk_messages WHERE ticket = ?`, ticket)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error is that of Err
	texts := map[string]string{}
	for rows.Next() {
		var key, text string
		if err := rows.Scan(&key, &text); err != nil {
			return nil, err
		}
		texts[key] = text
	}
	return texts, rows.Err()
}

// saveClock keeps what the clock shows, so that a program started again goes on from there.
func (b *book) saveClock(ctx context.Context, shown time.Time) error {
	_, err := b.db.ExecContext(ctx, `INSERT OR REPLACE INTO helpdesk_clock VALUES (1, ?, ?)`, time.Now().UnixNano(), shown.UnixNano())
	return err
}

// savedClock returns what the clock showed plus the time since then, and now when it was never set.
func (b *book) savedClock(ctx context.Context) (time.Time, error) {
	var real, shown int64
	switch err := b.db.QueryRowContext(ctx, `SELECT real, shown FROM helpdesk_clock`).Scan(&real, &shown); {
	case errors.Is(err, sql.ErrNoRows):
		return time.Now(), nil
	case err != nil:
		return time.Time{}, err
	}
	return time.Unix(0, shown).Add(max(0, time.Since(time.Unix(0, real)))), nil
}
