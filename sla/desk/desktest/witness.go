package desktest

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// witness sees what workers claim and settle, and notes what must not be.
type witness struct {
	heard func(key string) bool // whether a notice has arrived

	mu     sync.Mutex
	held   map[string]hold // the last claim, by key
	over   map[string]bool // keys with a last verdict
	faults []error
}

// hold is a claim: its token and the end of its lease.
type hold struct {
	token uint64
	until sla.Instant
}

// seen is what a witness knew when a worker went on to its last call: it was so before that call, whatever runs beside it.
type seen struct {
	held map[string]hold
	over map[string]bool
}

// look notes in was what is known now.
func (w *witness) look(was *seen) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*was = seen{maps.Clone(w.held), maps.Clone(w.over)}
}

// watch returns a store as the witness watches it for a worker.
func (w *witness) watch(s Store, was *seen) Store { return with(watched{s, w, was}, s) }

// claimed notes what was claimed.
func (w *witness) claimed(was *seen, now sla.Instant, lease time.Duration, list []outbox.Delivery) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range list {
		switch h := was.held[d.Key]; {
		case was.over[d.Key]:
			w.fault("%s is claimed after its last verdict", d.Key)
		case h.until > now && w.held[d.Key] == h:
			w.fault("%s is claimed under token %d while it is held under token %d", d.Key, d.Token, h.token)
		}
		if d.Token > w.held[d.Key].token {
			w.held[d.Key] = hold{d.Token, now.Add(lease)}
		}
	}
}

// settling notes a verdict that is about to be given.
func (w *witness) settling(o outbox.Outcome) {
	if o.Verdict == outbox.Done && !w.heard(o.Key) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.fault("%s is settled as delivered before it has arrived", o.Key)
	}
}

// settled notes a verdict that was taken.
func (w *witness) settled(was *seen, o outbox.Outcome) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if h := was.held[o.Key]; o.Token < h.token {
		w.fault("the verdict %q on %s is taken under token %d, after it was claimed under token %d", o.Verdict, o.Key, o.Token, h.token)
	}
	if o.Verdict != outbox.Again {
		w.over[o.Key] = true
	} else if w.held[o.Key].token == o.Token {
		w.held[o.Key] = hold{token: o.Token}
	}
}

func (w *witness) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Errorf(format, args...))
}

// watched is a store with a witness.
type watched struct {
	Store
	w   *witness
	was *seen
}

// Update makes one change of one case. The verdicts in it are seen.
func (s watched) Update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) error {
	var ops []outbox.Op
	err := s.Store.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
		next, err := fn(c)
		ops = next.Ops
		return next, err
	})
	for _, op := range ops {
		if err == nil && op.Kind == outbox.Settle {
			s.w.settling(op.Outcome)
			s.w.settled(s.was, op.Outcome)
		}
	}
	return err
}

// Claim claims deliveries, and is seen.
func (s watched) Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error) {
	list, err := s.Store.Claim(ctx, now, lease, limit)
	s.w.claimed(s.was, now, lease, list)
	return list, err
}

// Settle applies verdicts, and is seen.
func (s watched) Settle(ctx context.Context, outcomes ...outbox.Outcome) error {
	for _, o := range outcomes {
		s.w.settling(o)
	}
	err := s.Store.Settle(ctx, outcomes...)
	for _, o := range outcomes {
		if err == nil {
			s.w.settled(s.was, o)
		}
	}
	return err
}
