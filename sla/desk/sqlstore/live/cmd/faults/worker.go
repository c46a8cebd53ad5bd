package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// workerName is the run that the command calls itself with, to be a worker.
const workerName = "worker"

// processHeader tells the receiver which process a notice comes from.
const processHeader = "X-Process"

// secret signs the webhooks.
const secret = "whsec_bGlrZSBhIGtleSBvZiB0aGlydHktdHdvIGJ5dGVz"

//go:embed desk.yaml
var deskFile []byte

// job is what a worker is told.
type job struct {
	Database database
	Receiver string // host:port
	Clock    string `json:",omitempty"` // the file of the clock; none is the machine's
	Skew     time.Duration
	Break    string        `json:",omitempty"` // the fault to be put in
	Crowd    int           `json:",omitempty"` // how many agents answer offers; 0 is another run
	Accept   time.Duration // how long they have

	Lease, Timeout, Idle time.Duration
	Backoff              outbox.Backoff
}

// work is a worker: a desk that runs until its process is stopped, or until whoever started it is gone.
func work(ctx context.Context, text string) error {
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with whoever started this process
		os.Exit(1)
	}()
	if err := j.Database.open(ctx); err != nil {
		return err
	}
	run := j.run
	if j.Crowd > 0 {
		run = j.crowded
	}
	return errors.Join(run(ctx), j.Database.close())
}

// run runs the desk of a worker.
func (j *job) run(ctx context.Context) error {
	d, err := j.desk()
	if err != nil {
		return err
	}
	return d.Run(ctx)
}

// desk returns the desk of a worker.
func (j *job) desk() (*desk.Desk, error) {
	p, err := readPack()
	if err != nil {
		return nil, err
	}
	c := clock{file: j.Clock, skew: j.Skew}
	store, hook, err := broken(j.Break, untold(j.Database.store), j.webhook(c))
	if err != nil {
		return nil, err
	}
	return desk.New(desk.Config{
		Store: store, Pack: p, Now: c.now, After: time.After, Idle: j.Idle,
		Notifiers: map[string]escalation.Notifier{"webhook": hook},
		Sender:    outbox.Deliverer{Lease: j.Lease, Timeout: j.Timeout, Idle: j.Idle, Backoff: j.Backoff},
		Log:       slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
}

// webhook returns what carries notices to the receiver.
func (j *job) webhook(c clock) escalation.Notifier {
	to := outbox.Endpoint{URL: "http://" + j.Receiver, Secrets: []string{secret}}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32
	return &outbox.Webhook{
		Endpoints: map[string]outbox.Endpoint{"first": to, "second": to, "third": to},
		Now:       time.Now, // that of the receiver, whatever the desk's is
		Client:    &http.Client{Transport: signed{transport}},
	}
}

// signed tells the receiver which process it hears from.
type signed struct{ http.RoundTripper }

// RoundTrip sends a request.
func (s signed) RoundTrip(req *http.Request) (*http.Response, error) {
	req.Header.Set(processHeader, strconv.Itoa(os.Getpid()))
	return s.RoundTripper.RoundTrip(req)
}

// readPack returns the pack of all runs.
func readPack() (*pack.Pack, error) { return pack.Read("desk.yaml", deskFile, nil) }

// store is what a worker needs of a store. It leaves out the buckets: three addresses hear of everything here, and each notice
// is to have its own effect.
type store struct {
	desk.Store
	desk.Line
	desk.Waker
	desk.Reader
	desk.Auditor
	desk.Deliveries
	desk.Quarantine
	outbox.Queue
	outbox.Counter
}

// full is a store with every power that the runs ask for.
type full interface {
	desk.Store
	desk.Line
	desk.Waker
	desk.Reader
	desk.Auditor
	desk.Deliveries
	desk.Quarantine
	outbox.Queue
	outbox.Counter
}

// untold returns a store without its buckets.
func untold(s full) store { return store{s, s, s, s, s, s, s, s, s} }
