package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// counts is what a worker counted: how often it dispatched what waits, and read how the agents stand for that.
type counts struct {
	Dispatches, Reads, Most int64
	Refused                 int64 // offers that its agents declined or did not answer
}

// tally counts.
type tally struct {
	mu sync.Mutex
	counts
}

// tallied begins the line by which a worker tells its tally.
const tallied = "tally "

// tell writes down what was counted.
func (t *tally) tell() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	data, err := json.Marshal(&t.counts)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(os.Stderr, "%s%s\n", tallied, data)
	return err
}

// dispatching is the key under which a context carries the reads of one dispatch.
type dispatching struct{}

// Start counts a dispatch.
func (t *tally) Start(ctx context.Context, operation string) (context.Context, func(error)) {
	if operation != "desk.dispatch" {
		return ctx, func(error) {}
	}
	reads := new(atomic.Int64)
	return context.WithValue(ctx, dispatching{}, reads), func(error) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.Dispatches++
		t.Reads += reads.Load()
		t.Most = max(t.Most, reads.Load())
	}
}

// Sample heeds no figure.
func (t *tally) Sample(context.Context, string, float64) {}

// counting is a store that counts the reads of a dispatch.
type counting struct{ desk.Store }

// Loads returns how much each agent carries.
func (c counting) Loads(ctx context.Context) (routing.Roster, error) {
	if reads, ok := ctx.Value(dispatching{}).(*atomic.Int64); ok {
		reads.Add(1)
	}
	return c.Store.Loads(ctx)
}

// people are the agents: they hear of an offer in the worker that sends it, and answer there.
type people struct {
	ctx   context.Context
	desk  *desk.Desk
	tally *tally
}

// atWork is how long an agent works on a ticket.
const atWork = 50 * time.Millisecond

// Notify hears of an offer. One agent in ten declines it, and one in fifty says nothing; the others accept it and solve the
// ticket.
func (p *people) Notify(_ context.Context, n escalation.Notice) error {
	if n.Kind != escalation.Offer {
		return nil
	}
	switch draw(n.Key) % 50 {
	case 0:
		p.refused()
	case 1, 2, 3, 4, 5:
		p.refused()
		go p.does(n, desk.Decline, "")
	default:
		go func() {
			if p.does(n, desk.Accept, "") {
				time.Sleep(atWork)
				p.does(n, sla.StatusSet, "solved")
			}
		}()
	}
	return nil
}

// refused counts an offer that came to nothing.
func (p *people) refused() {
	p.tally.mu.Lock()
	defer p.tally.mu.Unlock()
	p.tally.Refused++
}

// does hands in what an agent does about an offer, until the desk has taken it, and says whether it came to something: an answer
// may be too late.
func (p *people) does(n escalation.Notice, kind sla.Kind, status string) bool {
	ev := desk.Event{Ticket: n.Ticket, Offer: n.Key}
	ev.Key, ev.Kind, ev.At, ev.Actor, ev.By, ev.Status = n.Key+"/"+string(kind), kind, sla.At(time.Now()), n.To.ID, sla.Agent, status
	for p.ctx.Err() == nil {
		outcome, err := p.desk.Handle(p.ctx, ev)
		var refusal *desk.Refusal
		if err == nil || errors.As(err, &refusal) {
			return err == nil && outcome.Outcome == audit.Applied
		}
		time.Sleep(atWork)
	}
	return false
}

// handled hands an event to a desk. That it was refused, such as an answer that comes too late, is an answer too.
func handled(ctx context.Context, d *desk.Desk, ev desk.Event) error {
	_, err := d.Handle(ctx, ev)
	var refusal *desk.Refusal
	if errors.As(err, &refusal) {
		return nil
	}
	return err
}

// draw returns a number that is the same for a key in every run.
func draw(key string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key)) // a hash takes all
	return h.Sum32()
}

// crowded is a worker that hands out tickets, and whose agents answer.
func (j *job) crowded(ctx context.Context) error {
	p, err := crowdPack(j.Crowd, j.Accept)
	if err != nil {
		return err
	}
	s := untold(j.Database.store)
	s.Store = counting{s.Store}
	if j.Break == "overfill" {
		s.Store = overfill{s.Store}
	}
	t := &tally{}
	hands := &people{ctx: ctx, tally: t}
	hands.desk, err = desk.New(desk.Config{
		Store: s, Pack: p, Now: time.Now, After: time.After, Idle: j.Idle, Observer: t,
		Notifiers: map[string]escalation.Notifier{"people": hands},
		Sender:    outbox.Deliverer{Lease: j.Lease, Timeout: j.Timeout, Idle: j.Idle, Backoff: j.Backoff, Workers: 4},
	})
	if err != nil {
		return err
	}
	return errors.Join(hands.desk.Run(ctx), t.tell())
}
