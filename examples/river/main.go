// Command river is a small desk whose notices River carries, on one PostgreSQL.
//
//	go run ./examples/river -dsn postgres://localhost/desk -tickets 3
//
// It opens some tickets that nobody answers, and shows what happens: the offers, the alert at half time, and at the due instant
// a webhook. Unless -webhook says where that leads, its notices become dead letters:
//
//	go run ./examples/river -dsn … -dead            lists them
//	go run ./examples/river -dsn … -replay KEY      sends one again, under its key
//	go run ./examples/river -dsn … -discard KEY     puts one away
//
// Start it in several terminals: there is no leader. How it works stands in package riverdesk.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/examples/river/riverdesk"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

//go:embed desk.yaml
var rules []byte

// settings are what the command line says.
type settings struct {
	dsn, webhook, secret string
	tickets              int
	dead                 bool
	replay, discard      string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		tell(os.Stderr, "river: %v\n", err)
		os.Exit(1)
	}
}

// tell prints to a terminal. One that has gone hears nothing.
func tell(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

// read reads the command line. Help goes to w, also when there is no database.
func read(args []string, w io.Writer) (s settings, err error) {
	f := flag.NewFlagSet("river", flag.ContinueOnError)
	f.SetOutput(w)
	f.StringVar(&s.dsn, "dsn", os.Getenv("DATABASE_URL"), "PostgreSQL `database` (or DATABASE_URL); tables that are missing are made")
	f.IntVar(&s.tickets, "tickets", 0, "how many tickets to open at the start")
	f.StringVar(&s.webhook, "webhook", "", "`URL` of webhook:lead (default: none, so that there are dead letters)")
	f.StringVar(&s.secret, "secret", os.Getenv("WEBHOOK_SECRET"), "Standard Webhooks secret that signs it (or WEBHOOK_SECRET)")
	f.BoolVar(&s.dead, "dead", false, "list the dead letters and exit")
	f.StringVar(&s.replay, "replay", "", "send a dead letter again, by its `key`, and exit")
	f.StringVar(&s.discard, "discard", "", "put a dead letter away, by its `key`, and exit")
	if err := f.Parse(args); err != nil {
		return s, err
	}
	if s.dsn == "" {
		tell(w, "river needs a PostgreSQL database: give -dsn, such as postgres://localhost/desk\n\n")
		f.Usage()
		return s, flag.ErrHelp
	}
	return s, nil
}

// run does what the command line asks for.
func run(ctx context.Context, args []string, out io.Writer) error {
	s, err := read(args, out)
	if err != nil {
		return err
	}
	pool, err := pgxpool.New(ctx, s.dsn)
	if err != nil {
		return err
	}
	defer pool.Close()
	d, err := s.open(ctx, pool, out)
	if err != nil {
		return err
	}
	return errors.Join(s.serve(ctx, d, out), d.Close())
}

// open returns the desk, with its tables made.
func (s *settings) open(ctx context.Context, pool *pgxpool.Pool, out io.Writer) (*riverdesk.Desk, error) {
	p, err := pack.Read("desk.yaml", rules, nil)
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(out, nil))
	notifiers := map[string]escalation.Notifier{"log": &outbox.Log{Logger: log}}
	if s.webhook != "" {
		hook := &outbox.Webhook{Endpoints: map[string]outbox.Endpoint{"lead": {URL: s.webhook, Secrets: []string{s.secret}}}, Now: time.Now}
		if err := hook.Check(); err != nil {
			return nil, err
		}
		notifiers["webhook"] = hook
	}
	d, err := riverdesk.New(ctx, riverdesk.Config{
		Pool: pool, Desk: desk.Config{Pack: p, Now: time.Now, After: time.After, Notifiers: notifiers, Log: log},
		River: river.Config{Logger: slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelWarn}))},
	})
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// serve looks after the dead letters, or runs the desk until ctx ends.
func (s *settings) serve(ctx context.Context, d *riverdesk.Desk, out io.Writer) error {
	switch {
	case s.dead:
		return list(ctx, d, out)
	case s.replay != "":
		return revive(ctx, d, s.replay, desk.ReplayDead)
	case s.discard != "":
		return revive(ctx, d, s.discard, desk.DiscardDead)
	}
	for i := range s.tickets {
		now := time.Now()
		_, err := d.Handle(ctx, desk.Event{Ticket: fmt.Sprint("T-", now.UnixMilli(), "-", i), Event: sla.Event{
			Key: "open", Kind: sla.Created, At: sla.At(now), By: sla.Customer, Actor: "mara", Status: "open",
		}})
		if err != nil {
			return err
		}
	}
	return d.Run(ctx)
}

// list prints the dead letters, page by page.
func list(ctx context.Context, d *riverdesk.Desk, out io.Writer) error {
	for after := ""; ; {
		letters, err := d.Store().Dead(ctx, after, 100)
		if err != nil || len(letters) == 0 {
			return err
		}
		for _, l := range letters {
			after = l.Key
			tell(out, "%s\n    to %s, %d attempts, since %s: %s\n", l.Key, l.To.Address, l.Attempts, l.Settled, l.Reason)
		}
	}
}

// revive sends a dead letter again or puts it away, as an event of its ticket, so that its trail tells of it.
func revive(ctx context.Context, d *riverdesk.Desk, key string, kind sla.Kind) error {
	letter, err := d.Store().Find(ctx, key)
	if err != nil {
		return err
	}
	now := time.Now()
	_, err = d.Handle(ctx, desk.Event{Ticket: letter.Ticket, Notice: key, Event: sla.Event{
		Key: fmt.Sprintf("%s/%s/%d", kind, key, now.UnixNano()), Kind: kind, At: sla.At(now), By: sla.Agent, Actor: "operator", Reason: "by hand",
	}})
	return err
}
