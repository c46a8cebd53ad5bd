package main

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/desktest"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// office is the desk of the tests.
func office(t require.TestingT) *pack.Pack {
	p, err := pack.Read("desk.yaml", deskYAML, nil)
	require.NoError(t, err)
	return p
}

// ear hears notices, by key. A notice that comes again under its key has to be the same.
type ear struct {
	mu     sync.Mutex
	heard  map[string]string
	odd    []string
	answer func(n escalation.Notice) error
}

func (e *ear) Notify(_ context.Context, n escalation.Notice) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.answer != nil {
		if err := e.answer(n); err != nil {
			return err
		}
	}
	text, err := json.Marshal(n)
	if err != nil {
		return err
	}
	if before, ok := e.heard[n.Key]; ok && before != string(text) {
		e.odd = append(e.odd, n.Key)
	}
	e.heard[n.Key] = string(text)
	return nil
}

func newEar(answer func(n escalation.Notice) error) (*ear, map[string]escalation.Notifier) {
	e := &ear{heard: map[string]string{}, answer: answer}
	return e, map[string]escalation.Notifier{"log": e, "mailto": e, "webhook": e}
}

// left is what a script left: the same for the desk and for the workflows.
type left struct {
	cases  map[string]string
	trails map[string][]string
	loads  routing.Roster
	heard  map[string]string
}

func leftIn(t require.TestingT, store *desk.Memory, e *ear) left {
	l := left{cases: map[string]string{}, trails: map[string][]string{}, heard: e.heard}
	cases, err := store.Cases(context.Background(), "", 1000)
	require.NoError(t, err)
	for i := range cases {
		text, err := json.Marshal(cases[i])
		require.NoError(t, err)
		l.cases[cases[i].Ticket] = string(text)
		trail, err := store.Trail(context.Background(), cases[i].Ticket, 0, 1<<20)
		require.NoError(t, err)
		for _, r := range trail {
			l.trails[cases[i].Ticket] = append(l.trails[cases[i].Ticket], string(r))
		}
	}
	l.loads, err = store.Loads(context.Background())
	require.NoError(t, err)
	return l
}

// onTheDesk plays events on a desk over a memory store that sweeps and sends whenever something is due.
func onTheDesk(t require.TestingT, p *pack.Pack, events []desk.Event, end time.Time, grain time.Duration, answer func(escalation.Notice) error) left {
	store, now := desk.NewMemory(), events[0].At
	e, notifiers := newEar(answer)
	d, err := desk.New(desk.Config{
		Store: store, Pack: p, Now: func() time.Time { return now.Time() }, Notifiers: notifiers, Secret: []byte("secret"),
		Sender: outbox.Deliverer{Workers: 1, Batch: 1},
	})
	require.NoError(t, err)
	ctx := context.Background()
	rest := func() {
		for work := 1; work > 0; {
			swept, err := d.Sweep(ctx)
			require.NoError(t, err)
			sent, err := d.Deliver(ctx)
			require.NoError(t, err)
			work = swept + sent
		}
	}
	until := func(at sla.Instant) {
		for {
			next, err := store.NextWake(ctx)
			require.NoError(t, err)
			pending, err := store.Deliveries(ctx, outbox.Pending, "", 1<<20)
			require.NoError(t, err)
			for _, delivery := range pending {
				if next == 0 || delivery.Next < next {
					next = delivery.Next
				}
			}
			if next != 0 && grain > 0 {
				next = sla.At(next.Time().Add(grain - 1).Truncate(grain))
			}
			if next == 0 || next >= at {
				break
			}
			now = max(now, next)
			rest()
		}
		now = at
	}
	for _, ev := range events {
		until(ev.At)
		_, err := d.Handle(ctx, ev)
		var refusal *desk.Refusal
		if err != nil {
			require.ErrorAs(t, err, &refusal)
		}
		rest()
	}
	until(sla.At(end))
	return leftIn(t, store, e)
}

// inWorkflows plays the same events in workflows, and returns how each ticket stands at the end.
func inWorkflows(t require.TestingT, w world, events []desk.Event, end time.Time) (left, map[string]State) {
	memory := desk.NewMemory()
	store := desk.Store(memory)
	if w.plan != nil {
		store = desktest.Flaky(memory, w.plan)
	}
	e, notifiers := newEar(w.answer)
	workflows := NewWorkflows([]byte("secret"), w.pack)
	run := newTrial(workflows, &Activities{Store: store, Sender: outbox.Deliverer{Notifiers: notifiers}}, events[0].At.Time(), func(ticket string) State {
		s := w.state
		s.Case.Ticket, s.Release, s.Senders = ticket, w.pack.Version(), 1
		return s
	})
	var acts []act
	for _, ev := range events {
		acts = append(acts, act{ev.At.Time(), func(done func()) {
			run.handle(EventUpdate, ev, func(_ Answer, err error) {
				require.NoError(t, err)
				done()
			})
		}})
	}
	states := map[string]State{}
	acts = append(acts, act{end, func(done func()) {
		for ticket := range run.running {
			s, err := run.state(context.Background(), ticket)
			require.NoError(t, err)
			states[ticket] = s
		}
		done()
	}})
	require.NoError(t, run.play(acts, end))
	require.Empty(t, e.odd)
	return leftIn(t, memory, e), states
}

// world is what the workflows of a test live in.
type world struct {
	pack   *pack.Pack
	state  State         // that tickets start with
	plan   desktest.Plan // of the calls of the store that fail
	answer func(escalation.Notice) error
}

// same compares record by record, so that the first that differs is told.
func same(t require.TestingT, want, got left) {
	for ticket, trail := range want.trails {
		for i, r := range trail {
			if i >= len(got.trails[ticket]) {
				require.Fail(t, "a record is missing", "%s: %s", ticket, r)
			}
			require.JSONEq(t, r, got.trails[ticket][i], "%s %d", ticket, i)
		}
	}
	require.Equal(t, want, got)
}
