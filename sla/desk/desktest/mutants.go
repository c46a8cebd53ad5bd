package desktest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// mutant is a fault that many a hand-made desk has, and the rule that is there to find it.
type mutant struct {
	name string
	rule string
	// bend puts the fault between the desk and a store.
	bend func(build) build
}

// mutants are the seven standing faults.
var mutants = []mutant{
	{"enqueue after commit", "in every order: who sees a case sees its notices", enqueueAfterCommit},
	{"settle before notify", "in every order: what counts as delivered has arrived", settleBeforeNotify},
	{"a random key", "deliver: each attempt carries one key", randomKey},
	{"no lease", "in every order: two deliverers send each notice once", noLease},
	{"no fencing", "in every order: who is late with a verdict is fenced off", noFencing},
	{"no compare-and-swap", "in every order: two events of one ticket both count, and one sent twice counts once", noSwap},
	{"an unrecovered panic", "deliver: a notice that fails disturbs no other", unrecovered},
}

// Mutants shows that the suite has teeth over a store: it bends the desk over the store by each of seven faults, and the rule
// that is there for it must find it. The log tells what each rule found.
func Mutants(t *testing.T, newStore func(t *testing.T) Store) { Suite{}.Mutants(t, newStore) }

// Mutants does what the function Mutants does, at the length of the suite.
func (s Suite) Mutants(t *testing.T, newStore func(t *testing.T) Store) {
	t.Helper()
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			r, of := ruleOf(m.rule), m.bend(s.build(t, newStore))
			if name := newBench(t, r.broken, of).absent(r.needs); name != "" {
				t.Logf("not tried: %q needs %s, which the store does not offer", r.name, name)
				return
			}
			found := try(r, of).said
			if len(found) == 0 {
				t.Fatalf("The suite must find a fault when there is one: %q did not find this over the store.", r.name)
			}
			said, _, _ := strings.Cut(found[0], "\ngoroutine ")
			t.Logf("found by %q: %s", r.name, said)
		})
	}
}

// enqueueAfterCommit stores the ops of a change in a second transaction.
func enqueueAfterCommit(of build) build {
	return of.bent(bent{update: func(s Store, ctx context.Context, ticket string, fn updateFn) error {
		var late []outbox.Op
		err := s.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
			next, err := fn(c)
			late, next.Ops = next.Ops, nil
			return next, err
		})
		if err != nil || len(late) == 0 {
			return err
		}
		return s.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
			return desk.Change{Case: c, Before: c.Head, Ops: late}, nil
		})
	}})
}

// noLease holds nothing for anybody.
func noLease(of build) build {
	return of.bent(bent{claim: func(s Store, ctx context.Context, now sla.Instant, _ time.Duration, limit int) ([]outbox.Delivery, error) {
		return s.Claim(ctx, now, -time.Hour, limit)
	}})
}

// tokens are the newest tokens, by key.
type tokens struct {
	mu    sync.Mutex
	byKey map[string]uint64
}

// renew puts the newest token into a verdict.
func (t *tokens) renew(o *outbox.Outcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	o.Token = max(o.Token, t.byKey[o.Key])
}

func (t *tokens) note(list []outbox.Delivery) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, d := range list {
		t.byKey[d.Key] = d.Token
	}
}

// noFencing takes every verdict as if it carried the newest token.
func noFencing(of build) build {
	newest := &tokens{byKey: map[string]uint64{}}
	return of.bent(bent{
		claim: func(s Store, ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error) {
			list, err := s.Claim(ctx, now, lease, limit)
			newest.note(list)
			return list, err
		},
		settle: func(s Store, ctx context.Context, outcomes []outbox.Outcome) error {
			renewed := slices.Clone(outcomes)
			for i := range renewed {
				newest.renew(&renewed[i])
			}
			return s.Settle(ctx, renewed...)
		},
		change: func(_ desk.Case, next *desk.Change) {
			next.Ops = slices.Clone(next.Ops)
			for i := range next.Ops {
				newest.renew(&next.Ops[i].Outcome)
			}
		},
	})
}

// noSwap reads, decides, and writes over whatever is there by then.
func noSwap(of build) build { return of.bent(overwriting(func() {})) }

// overwriting is a store that does so, after a pause.
func overwriting(pause func()) bent {
	return bent{update: func(s Store, ctx context.Context, ticket string, fn updateFn) error {
		var read desk.Case
		err := s.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
			read = c
			return desk.Change{Case: c, Before: c.Head}, nil
		})
		if err != nil {
			return err
		}
		next, err := fn(read)
		pause()
		return s.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
			if !next.Empty() {
				next.Before = c.Head
			}
			return next, err
		})
	}}
}

// claimOne claims one delivery for a deliverer that errs.
func claimOne(h *host) (d outbox.Delivery, ok bool, err error) {
	list, err := h.store.Claim(context.Background(), sla.At(h.now()), lease, 1)
	if err != nil || len(list) == 0 {
		return d, false, err
	}
	return list[0], true, nil
}

// carryOut hands a delivery to its receiver, which may be another ticket.
func carryOut(h *host, d outbox.Delivery) error {
	if d.Kind != escalation.Inner {
		return h.carry.Notify(context.Background(), d.Notice)
	}
	var ev desk.Event
	if err := json.Unmarshal(d.Data, &ev); err != nil {
		return err
	}
	return h.handled(ev)
}

// settleBeforeNotify says that a notice was delivered, and then delivers it.
func settleBeforeNotify(of build) build {
	of.deliver = func(h *host) (int, error) {
		d, ok, err := claimOne(h)
		if !ok || err != nil {
			return 0, err
		}
		if err := h.store.Settle(context.Background(), verdict(d, outbox.Done, sla.At(h.now()))); err != nil {
			return 0, err
		}
		return 1, carryOut(h, d)
	}
	return of
}

// randomKey gives each attempt a key of its own.
func randomKey(of build) build {
	var attempts atomic.Int64
	of.carry = func(n escalation.Notifier) escalation.Notifier {
		return escalation.NotifierFunc(func(ctx context.Context, notice escalation.Notice) error {
			notice.Key = fmt.Sprintf("%s#%d", notice.Key, attempts.Add(1))
			return n.Notify(ctx, notice)
		})
	}
	return of
}

// unrecovered lets a panic of the host's notifier through.
func unrecovered(of build) build {
	of.deliver = func(h *host) (int, error) {
		d, ok, err := claimOne(h)
		if !ok || err != nil {
			return 0, err
		}
		o := verdict(d, outbox.Done, sla.At(h.now()))
		if err := carryOut(h, d); err != nil {
			o.Verdict, o.Next = outbox.Again, o.At+1
		}
		return 1, h.store.Settle(context.Background(), o)
	}
	return of
}
