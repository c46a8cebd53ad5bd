package main

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"modernc.org/sqlite"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/live/tap"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

//go:embed desk.yaml
var deskFile []byte

// source is the data source of a file.
func source(file, sync string) string {
	return "file:" + file + "?_pragma=journal_mode(wal)&_pragma=busy_timeout(10000)&_txlock=immediate&_pragma=synchronous(" + sync + ")"
}

// day is the life of each ticket, an event every ten minutes.
var day = []desk.Event{
	{Event: sla.Event{Kind: sla.Created, By: sla.Customer, Status: "open", Fields: sla.Fields{"priority": "normal", "tier": "gold", "channel": "email"}}},
	{Event: sla.Event{Kind: desk.Accept, By: sla.Agent}},
	{Event: sla.Event{Kind: sla.Message, By: sla.Agent, Public: true}},
	{Event: sla.Event{Kind: sla.StatusSet, By: sla.Agent, Status: "pending"}},
	{Event: sla.Event{Kind: sla.Message, By: sla.Customer, Public: true}},
	{Event: sla.Event{Kind: sla.StatusSet, By: sla.System, Status: "open"}},
	{Event: sla.Event{Kind: sla.Message, By: sla.Agent, Public: true}},
	{Event: sla.Event{Kind: sla.StatusSet, By: sla.Agent, Status: "solved"}},
}

// open returns a database, seen by a hook if there is one.
func open(source string, hook tap.Hook) (*sql.DB, error) {
	if hook == nil {
		return sql.Open("sqlite", source)
	}
	return tap.Open(&sqlite.Driver{}, source, hook), nil
}

// throughDesk takes the days of tickets through a desk on an empty file: each event of every ticket, then the next one.
func throughDesk(ctx context.Context, source string, tickets int, hook tap.Hook, started func()) (err error) {
	db, err := open(source, hook)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	store, err := sqlstore.New(ctx, sqlstore.Config{DB: db, Dialect: sqlstore.SQLite})
	if err != nil {
		return err
	}
	if err := store.Migrate(ctx); err != nil {
		return err
	}
	p, err := pack.Read("desk.yaml", deskFile, nil)
	if err != nil {
		return err
	}
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	d, err := desk.New(desk.Config{Store: store, Pack: p, Now: func() time.Time { return now }})
	if err != nil {
		return err
	}
	started()
	for i := range day {
		for n := range tickets {
			if err := take(ctx, d, store, i, fmt.Sprint("T-", n), now); err != nil {
				return err
			}
		}
		now = now.Add(10 * time.Minute)
	}
	return nil
}

// take takes one event of a ticket's day. The agent to whom the ticket was offered accepts it.
func take(ctx context.Context, d *desk.Desk, store *sqlstore.Store, i int, ticket string, now time.Time) error {
	ev := day[i]
	ev.Ticket, ev.Key, ev.At, ev.Actor = ticket, fmt.Sprint(ticket, "/", i), sla.At(now), string(ev.By)
	if ev.Kind == desk.Accept {
		c, err := store.Load(ctx, ticket)
		if err != nil {
			return err
		}
		if ev.Actor = c.Handoff.Agent; ev.Actor == "" {
			return nil
		}
	}
	if _, err := d.Handle(ctx, ev); err != nil {
		return fmt.Errorf("%s: %w", ev.Key, err)
	}
	return nil
}
