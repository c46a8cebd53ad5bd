package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// receiver is who hears of everything: a web server that gives each notice its effect once. It outlives the workers and the
// server of the desk.
type receiver struct {
	db      *sql.DB
	server  *http.Server
	address string
	effects atomic.Int64

	mu       sync.Mutex
	arrivals map[string][]arrival // by key
	// heed is called with each arrival before it has its effect, from a goroutine of its own, where it is set.
	heed func(a arrival)
}

// arrival is a notice that arrived: of which ticket, from which process, and when.
type arrival struct {
	key, ticket, process string
	at                   time.Time
}

// openReceiver starts a receiver in a folder.
func openReceiver(ctx context.Context, dir string) (*receiver, error) {
	db, err := sql.Open("sqlite", fileSource(filepath.Join(dir, "receiver.db")))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // SQLite has one writer
	if _, err := db.ExecContext(ctx, outbox.OnceSchema+`; CREATE TABLE effects (key TEXT NOT NULL)`); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	r := &receiver{db: db, address: listener.Addr().String(), arrivals: map[string][]arrival{}}
	r.server = &http.Server{Handler: r, ReadHeaderTimeout: time.Minute}
	go func() { _ = r.server.Serve(listener) }() // says that it was closed
	return r, nil
}

// close ends the receiver.
func (r *receiver) close() error { return errors.Join(r.server.Close(), r.db.Close()) }

// ServeHTTP takes in a notice.
func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	a, err := read(req)
	if err == nil {
		r.note(a)
		err = r.effect(req.Context(), a.key)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// read reads what arrived. A body that its sender did not sign is refused.
func read(req *http.Request) (arrival, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return arrival{}, err
	}
	a := arrival{process: req.Header.Get(processHeader), at: time.Now()}
	if _, err = outbox.VerifyWebhook([]string{secret}, req.Header, body, a.at, 0); err != nil {
		return a, err
	}
	var hook struct{ Data struct{ Key, Ticket string } }
	err = json.Unmarshal(body, &hook)
	a.key, a.ticket = hook.Data.Key, hook.Data.Ticket
	return a, err
}

// note counts an arrival and calls who heeds it.
func (r *receiver) note(a arrival) {
	r.mu.Lock()
	r.arrivals[a.key] = append(r.arrivals[a.key], a)
	heed := r.heed
	r.mu.Unlock()
	if heed != nil {
		heed(a)
	}
}

// effect makes the effect of a key unless it has been made.
func (r *receiver) effect(ctx context.Context, key string) error {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of no effect after a commit
	ran, err := outbox.Once{QuestionMark: true}.Do(ctx, tx, key, func() error {
		_, err := tx.ExecContext(ctx, `INSERT INTO effects (key) VALUES (?)`, key)
		return err
	})
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	if ran {
		r.effects.Add(1)
	}
	return nil
}

// counts returns how many effects there are, of how many keys, and how many notices arrived.
func (r *receiver) counts(ctx context.Context) (effects, keys, raw int, err error) {
	err = r.db.QueryRowContext(ctx, `SELECT count(*), count(DISTINCT key) FROM effects`).Scan(&effects, &keys)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, list := range r.arrivals {
		raw += len(list)
	}
	return effects, keys, raw, err
}

// each calls fn for the arrivals of each key.
func (r *receiver) each(fn func(list []arrival)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, list := range r.arrivals {
		fn(list)
	}
}
