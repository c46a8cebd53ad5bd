package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
)

var errNo = errors.New("refused by the step")

// twins are stores of two processes over one file, and the store in memory that they have to agree with.
type twins struct {
	*rapid.T
	ctx    context.Context
	stores []*sqlstore.Store
	model  *desk.Memory
	held   []outbox.Delivery // of the model
	keys   int
}

// one returns the store of one of the processes.
func (w *twins) one() *sqlstore.Store { return w.stores[rapid.IntRange(0, 1).Draw(w.T, "process")] }

// moment draws an instant near noon, or none.
func (w *twins) moment(label string) sla.Instant {
	minutes := rapid.IntRange(-1, 5).Draw(w.T, label)
	if minutes < 0 {
		return 0
	}
	return noon.Add(time.Duration(minutes) * time.Minute)
}

// key draws the key of a delivery.
func (w *twins) key() string { return fmt.Sprint("k", rapid.IntRange(0, 4).Draw(w.T, "key")) }

// parts draws a change. Each has a lead of its own, so that no two documents are the same.
func (w *twins) parts() []part {
	w.keys++
	list := []part{
		lead(fmt.Sprint("lead", w.keys)), wake(w.moment("wake")),
		standing(rapid.Bool().Draw(w.T, "open"), rapid.Bool().Draw(w.T, "paused")),
	}
	for range rapid.IntRange(0, 2).Draw(w.T, "ops") {
		list = append(list, ops(w.op()))
	}
	for _, agent := range []string{"ana", "ben"} {
		if by := rapid.IntRange(-1, 1).Draw(w.T, "by"); by != 0 {
			list = append(list, weight(w.load(agent, by)))
		}
	}
	if rapid.Bool().Draw(w.T, "offered") {
		list = append(list, offer("ana"))
	}
	return list
}

// load draws a change of what an agent carries. What comes later is later.
func (w *twins) load(agent string, by int) desk.Load {
	return desk.Load{
		Agent: agent, By: by, Interruptible: rapid.IntRange(min(by, 0), max(by, 0)).Draw(w.T, "interruptible"), At: noon + sla.Instant(w.keys),
		Room: rapid.IntRange(0, 2).Draw(w.T, "room"), Interrupts: rapid.Bool().Draw(w.T, "interrupts"),
	}
}

// op draws an op, which the delivery may refuse.
func (w *twins) op() outbox.Op {
	kind := rapid.SampledFrom([]outbox.OpKind{outbox.Put, outbox.Put, outbox.Cancel, outbox.Replay, outbox.Discard, outbox.Amend}).Draw(w.T, "kind")
	op := outbox.Op{Kind: kind, Key: w.key(), At: noon.Add(time.Hour), Reason: "as drawn"}
	if kind == outbox.Put || kind == outbox.Amend {
		op.Message = put(op.Key, noon.Add(time.Duration(rapid.IntRange(0, 2).Draw(w.T, "due"))*time.Minute)).Message
	}
	return op
}

// alike says that both gave the same error, as far as callers branch on it.
func (w *twins) alike(got, due error) {
	for _, known := range []error{
		desk.ErrConflict, desk.ErrNoRoom, desk.ErrUnknownTicket, outbox.ErrFenced, outbox.ErrKeyReused, outbox.ErrUnknownKey,
		outbox.ErrState, errNo,
	} {
		require.Equal(w, errors.Is(due, known), errors.Is(got, known), "%v\n%v", got, due)
	}
	require.Equal(w, due == nil, got == nil, "%v\n%v", got, due)
}

// update makes one change, in some of the ways to fail.
func (w *twins) update(*rapid.T) {
	ticket, fn := w.ticket(), making(w.parts()...)
	switch rapid.IntRange(0, 5).Draw(w.T, "how") {
	case 0:
		fn = func(c desk.Case) (desk.Change, error) { return desk.Change{Case: c, Before: c.Head}, nil }
	case 1:
		fn = func(desk.Case) (desk.Change, error) { return desk.Change{}, errNo }
	case 2:
		at := w.moment("wake alone")
		fn = func(c desk.Case) (desk.Change, error) {
			ch := desk.Change{Case: c, Before: c.Head, Wake: c.Wake != at}
			ch.Case.Wake, ch.Case.Format = at, desk.CaseFormat
			return ch, nil
		}
	}
	w.alike(w.one().Update(w.ctx, ticket, fn), w.model.Update(w.ctx, ticket, fn))
}

func (w *twins) ticket() string { return fmt.Sprint("T-", rapid.IntRange(0, 3).Draw(w.T, "ticket")) }

// sweep changes what is due, and poisons one ticket now and then.
func (w *twins) sweep(*rapid.T) {
	now, limit, parts, poisoned := w.moment("now"), rapid.IntRange(-1, 3).Draw(w.T, "limit"), w.parts(), w.ticket()
	parts = append(parts, wake(0)) // once a case a sweep
	var seen [2][]string
	fn := func(i int) func(desk.Case, sla.Instant) (desk.Change, error) {
		return func(c desk.Case, now sla.Instant) (desk.Change, error) {
			seen[i] = append(seen[i], c.Ticket)
			if c.Ticket == poisoned && c.Head.Seq%3 == 0 {
				return desk.Change{}, errNo
			}
			return making(parts...)(c)
		}
	}
	got, err := w.one().Sweep(w.ctx, now, limit, fn(0))
	due, dueErr := w.model.Sweep(w.ctx, now, limit, fn(1))
	w.alike(err, dueErr)
	require.Equal(w, due, got)
	require.Equal(w, seen[1], seen[0])
}

// claim claims what is due.
func (w *twins) claim(*rapid.T) {
	now, lease, limit := w.moment("now"), time.Duration(rapid.IntRange(1, 3).Draw(w.T, "lease"))*time.Minute, rapid.IntRange(-1, 3).Draw(w.T, "limit")
	got, err := w.one().Claim(w.ctx, now, lease, limit)
	due, dueErr := w.model.Claim(w.ctx, now, lease, limit)
	w.alike(err, dueErr)
	require.Equal(w, due, got)
	w.held = append(w.held, due...)
}

// settle gives a verdict on something that was claimed, perhaps long ago.
func (w *twins) settle(t *rapid.T) {
	if len(w.held) == 0 {
		t.Skip("nothing was claimed")
	}
	var list []outbox.Outcome
	for range rapid.IntRange(1, 2).Draw(w.T, "outcomes") {
		d := rapid.SampledFrom(w.held).Draw(w.T, "delivery")
		list = append(list, outbox.Outcome{
			Key: d.Key, Ticket: d.Ticket, Token: d.Token, At: noon.Add(time.Minute), Next: noon.Add(2 * time.Minute), Reason: "no answer",
			Verdict: rapid.SampledFrom([]outbox.Verdict{outbox.Done, outbox.Again, outbox.GiveUp, outbox.Lapse}).Draw(w.T, "verdict"),
		})
	}
	w.alike(w.one().Settle(w.ctx, list...), w.model.Settle(w.ctx, list...))
}

// bucket changes the bucket of an address.
func (w *twins) bucket(*rapid.T) {
	full, op, refuse := w.moment("full"), w.op(), rapid.IntRange(0, 3).Draw(w.T, "refuse") == 0
	var seen [2]outbox.Bucket
	fn := func(i int) func(outbox.Bucket) (outbox.Bucket, []outbox.Op, error) {
		return func(b outbox.Bucket) (outbox.Bucket, []outbox.Op, error) {
			seen[i] = b
			if refuse {
				return outbox.Bucket{}, nil, errNo
			}
			return outbox.Bucket{Full: full, Count: b.Count + 1, Keys: []string{op.Key}}, []outbox.Op{op}, nil
		}
	}
	w.alike(w.one().UpdateBucket(w.ctx, "log:ana", fn(0)), w.model.UpdateBucket(w.ctx, "log:ana", fn(1)))
	require.Equal(w, seen[1], seen[0])
}

// readmit lets a ticket back in.
func (w *twins) readmit(*rapid.T) {
	ticket := w.ticket()
	w.alike(w.one().Readmit(w.ctx, ticket), w.model.Readmit(w.ctx, ticket))
}

// look compares all that can be seen.
func (w *twins) look(*rapid.T) {
	for _, s := range w.stores {
		same(w, s, w.model, func(r desk.Reader) (any, error) { return r.Cases(w.ctx, "T-0", 2) })
		for i := range 4 {
			ticket := fmt.Sprint("T-", i)
			same(w, s, w.model, func(r desk.Reader) (any, error) { return r.Trail(w.ctx, ticket, 1, 100) })
			got, err := s.Load(w.ctx, ticket)
			due, dueErr := w.model.Load(w.ctx, ticket)
			w.alike(err, dueErr)
			require.Equal(w, text(w, due), text(w, got))
		}
		same(w, s, w.model, func(r desk.Store) (any, error) { return r.Loads(w.ctx) })
		same(w, s, w.model, func(r desk.Line) (any, error) { return r.Waiting(w.ctx, noon.Add(2*time.Minute), 3) })
		same(w, s, w.model, func(r desk.Waker) (any, error) { return r.NextWake(w.ctx) })
		same(w, s, w.model, func(r desk.Auditor) (any, error) { return r.Forgotten(w.ctx, noon.Add(2*time.Minute)) })
		same(w, s, w.model, func(r desk.Auditor) (any, error) { return r.Unanswered(w.ctx) })
		same(w, s, w.model, func(r outbox.Counter) (any, error) { return r.Stats(w.ctx, noon.Add(time.Minute)) })
		same(w, s, w.model, func(r outbox.DeadLetters) (any, error) { return r.Dead(w.ctx, "k0", 2) })
		same(w, s, w.model, func(r desk.Deliveries) (any, error) { return r.Deliveries(w.ctx, "", "k1", 2) })
		same(w, s, w.model, func(r desk.Deliveries) (any, error) { return r.Deliveries(w.ctx, outbox.Pending, "", 9) })
		same(w, s, w.model, func(r desk.Quarantine) (any, error) { return r.Aside(w.ctx) })
	}
}

// same asks both the same.
func same[P any](t require.TestingT, got, due any, ask func(P) (any, error)) {
	want, err := ask(due.(P))
	require.NoError(t, err)
	have, err := ask(got.(P))
	require.NoError(t, err)
	require.Equal(t, text(t, want), text(t, have))
}

// text returns v as JSON. No list is an empty one.
func text(t require.TestingT, v any) string {
	if list := reflect.ValueOf(v); list.Kind() == reflect.Slice && list.Len() == 0 {
		return "[]"
	}
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

// TestLawStoresAgree: whatever is done, stores of two processes over one file give what the store in memory gives, and show
// the same afterwards.
func TestLawStoresAgree(t *testing.T) {
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		file := filepath.Join(t.TempDir(), fmt.Sprint(n, ".db"))
		w := &twins{T: r, ctx: context.Background(), model: desk.NewMemory()}
		for range 2 {
			db := openFile(r, file)
			w.stores = append(w.stores, tables(r, db, ""))
		}
		r.Repeat(map[string]func(*rapid.T){
			"update": w.update, "update again": w.update, "sweep": w.sweep, "claim": w.claim, "settle": w.settle,
			"bucket": w.bucket, "readmit": w.readmit, "": w.look,
		})
	})
}
