package desktest

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// claimOne claims one delivery for a deliverer that errs.
func claimOne(h *host) (d outbox.Delivery, ok bool, err error) {
	list, err := h.store.Claim(context.Background(), h.world.now, lease, 1)
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
	_, err := h.desk.Handle(context.Background(), ev)
	return err
}

// settleBeforeNotify says that a notice was delivered, and then delivers it.
func settleBeforeNotify(h *host) (int, error) {
	d, ok, err := claimOne(h)
	if !ok || err != nil {
		return 0, err
	}
	if err := h.store.Settle(context.Background(), verdict(d, outbox.Done, h.world.now)); err != nil {
		return 0, err
	}
	return 1, carryOut(h, d)
}

// unrecovered lets a panic of the host's notifier through.
func unrecovered(h *host) (int, error) {
	d, ok, err := claimOne(h)
	if !ok || err != nil {
		return 0, err
	}
	o := verdict(d, outbox.Done, h.world.now)
	if err := carryOut(h, d); err != nil {
		o.Verdict, o.Next = outbox.Again, h.world.now+1
	}
	return 1, h.store.Settle(context.Background(), o)
}

// randomKey gives each attempt a key of its own.
func randomKey(n escalation.Notifier) escalation.Notifier {
	return escalation.NotifierFunc(func(ctx context.Context, notice escalation.Notice) error {
		notice.Key = fmt.Sprintf("%s#%d", notice.Key, attempts.Add(1))
		return n.Notify(ctx, notice)
	})
}

var attempts atomic.Int64

// mutants are the seven faults that the suite must find, each with a rule that finds it.
var mutants = []struct {
	name   string
	mutant build
	rule   string
}{
	{"enqueue after commit", enqueueAfterCommit.on(), "faults: whatever call fails or crashes, it ends alike"},
	{"settle before notify", build{open: memory.open, deliver: settleBeforeNotify}, "faults: whatever call fails or crashes, it ends alike"},
	{"a random key", build{open: memory.open, carry: randomKey}, "faults: whatever call fails or crashes, it ends alike"},
	{"no lease", noLease.on(), "deliver: deliverers side by side send each notice once"},
	{"no fencing", noFencing.on(), "deliver: a slow worker past its lease is fenced off"},
	{"no compare-and-swap", noSwap.on(), "at once: every update of a ticket lands"},
	{"an unrecovered panic", build{open: memory.open, deliver: unrecovered}, "deliver: a notice that fails disturbs no other"},
}

// The suite finds each mutant.
func TestMutants(t *testing.T) {
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			found := []string{}
			for _, r := range rules() {
				if finding(r, m.mutant) != "" {
					found = append(found, r.name)
				}
			}
			require.Contains(t, found, m.rule)
			t.Logf("found by %d rules", len(found))
		})
	}
}
