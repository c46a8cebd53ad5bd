package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing/intake"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// host is the program around a desk.
type host struct {
	settings settings
	out      io.Writer
	pack     *pack.Pack
	zone     *time.Location // in which times are shown
	clock    *clock
	book     *book
	store    *sqlstore.Store
	desk     *desk.Desk
	crm      *crm
	webhook  *outbox.Webhook
	cast     *cast // the made-up people of -demo, or nil
	changes  *changes
	model    intake.Classifier // or nil
}

// open opens the desk that stands in a file.
func open(ctx context.Context, s settings, rules *pack.Pack, out io.Writer) (*host, error) {
	b, err := openBook(ctx, s.db)
	if err != nil {
		return nil, err
	}
	h := &host{settings: s, out: out, pack: rules, zone: zoneOf(rules), book: b, crm: newCRM(b), changes: newChanges()}
	if h.model, err = s.readModel(); err != nil {
		return nil, errors.Join(err, b.db.Close())
	}
	shown, err := b.savedClock(ctx)
	if err != nil {
		return nil, errors.Join(err, b.db.Close())
	}
	h.clock = newClock(shown, s.speed)
	if h.store, err = sqlstore.New(ctx, sqlstore.Config{DB: b.db, Dialect: sqlstore.SQLite}); err == nil {
		err = h.store.Migrate(ctx)
	}
	if err == nil {
		h.desk, err = desk.New(h.config(h.clock.Now, h.clock.After))
	}
	if err != nil {
		return nil, errors.Join(err, b.db.Close())
	}
	if s.demo {
		h.cast = newCast(h, h.clock.Now, s.seed)
	}
	return h, nil
}

// config is what the desk is made of.
func (h *host) config(now func() time.Time, after func(time.Duration) <-chan time.Time) desk.Config {
	fast := max(1, h.settings.speed)
	c := desk.Config{
		Store: h.store, Pack: h.pack, Now: now, After: after, Notifiers: h.notifiers(),
		Secret: []byte(h.settings.secret), Log: slog.New(slog.NewTextHandler(h.out, nil)), Classifier: h.model, Earlier: h.earlier,
		Idle: time.Duration(float64(time.Second) * fast),
	}
	c.Sender.Lease = time.Duration(float64(time.Minute) * fast)                                       // an attempt takes as long however fast the clock runs
	c.Sender.Attempts, c.Sender.Backoff.Base, c.Sender.Backoff.Cap = 3, 2*time.Second, 10*time.Second // so that a dead letter is soon there to see
	return c
}

// zoneOf is the zone of the first policy's calendar that has one.
func zoneOf(p *pack.Pack) *time.Location {
	for _, policy := range p.File.Policies {
		if c, ok := p.Calendars[policy.Calendar]; ok {
			return c.Zone()
		}
	}
	return time.UTC
}

// close closes the file.
func (h *host) close() error { return errors.Join(h.store.Close(), h.book.db.Close()) }

// take takes an event, and what was said with it, into the desk: both are kept or neither. A ticket without an id gets one. A
// refused event gives a *desk.Refusal, which is kept too.
func (h *host) take(ctx context.Context, ev desk.Event, said string) (desk.Outcome, error) {
	tx, err := h.book.db.BeginTx(ctx, nil)
	if err != nil {
		return desk.Outcome{}, err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	if ev.Ticket == "" && ev.Kind == sla.Created {
		if ev.Ticket, err = h.book.number(ctx, tx, ev.Key); err != nil {
			return desk.Outcome{}, err
		}
	}
	outcome, refused := h.desk.Bind(h.store.Bind(tx)).Handle(ctx, ev)
	var refusal *desk.Refusal
	if refused != nil && !errors.As(refused, &refusal) {
		return outcome, refused
	}
	if refusal == nil && said != "" {
		if err := h.book.write(ctx, tx, ev, said); err != nil {
			return outcome, err
		}
	}
	if err := tx.Commit(); err != nil {
		return outcome, err
	}
	h.desk.Nudge()
	return outcome, refused
}

// serve runs the desk and its page until ctx ends.
func (h *host) serve(ctx context.Context) error {
	listener, err := net.Listen("tcp", h.settings.addr)
	if err != nil {
		return fmt.Errorf("%w; choose another address with -addr, such as -addr 127.0.0.1:0 for any that is free", err)
	}
	h.webhook = h.endpoints("http://" + listener.Addr().String() + "/crm")
	tell(h.out, "Help desk on http://%s\nData in %s\n", listener.Addr(), h.settings.db)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	server := &http.Server{
		Handler: h.routes(), ReadHeaderTimeout: 5 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx }, // ends the streams of changes when we end
	}
	var tasks sync.WaitGroup
	for _, task := range []func(context.Context){h.runDesk, h.runClock, h.runChanges, h.runCast, h.runShifts} {
		tasks.Go(func() { task(ctx) })
	}
	tasks.Go(func() {
		<-ctx.Done()
		grace, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer stop()
		_ = server.Shutdown(grace) // what is still open after the grace is cut off
	})
	err = server.Serve(listener)
	cancel()
	tasks.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// runDesk runs the desk.
func (h *host) runDesk(ctx context.Context) {
	if err := h.desk.Run(ctx); err != nil {
		tell(h.out, "desk: %v\n", err)
	}
}

// runClock keeps the clock in the file, often if it runs fast.
func (h *host) runClock(ctx context.Context) {
	every := time.NewTicker(time.Second)
	defer every.Stop()
	for h.settings.speed != 1 {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			_ = h.book.saveClock(ctx, h.clock.Now()) // the next second tries again
		}
	}
}

// runCast lets the made-up people work, if there are any.
func (h *host) runCast(ctx context.Context) {
	if h.cast != nil {
		h.cast.run(ctx, h.clock)
	}
}
