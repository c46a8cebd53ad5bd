package desktest

import (
	"context"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// stopRules are what must hold when a desk is stopped.
var stopRules = []rule{{
	name: "stop: a desk whose context ends drains and gives back what it holds",
	broken: "When its context ends a desk finishes what is at work, gives back at once what is not, so that others need not wait for the " +
		"end of a lease, and leaves no goroutine.",
	check: checkDrain,
}}

// never is a clock that waits without end.
func never(time.Duration) <-chan time.Time { return nil }

func checkDrain(b *bench) {
	w, _ := b.hosts(0)
	for _, name := range []string{"slow", "next", "last"} {
		b.tell(w, name)
		w.now++
	}
	h, err := w.start(noFaults)
	b.no(err)
	began, answer := make(chan struct{}, 1), make(chan struct{})
	people := escalation.NotifierFunc(func(context.Context, escalation.Notice) error {
		began <- struct{}{}
		<-answer
		return nil
	})
	d, err := desk.New(desk.Config{
		Store: h.store, Pack: w.pack, Now: h.now, After: never, Sender: outbox.Deliverer{Workers: 1},
		Notifiers: map[string]escalation.Notifier{"people": people},
	})
	b.no(err)
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	r := running(func() error { return d.Run(ctx) })
	if _, ok := next(began, endlessWait); !ok {
		b.fail("no notice goes")
	}
	cancel()
	close(answer)
	err, ok := next(r.ended, endlessWait)
	if !ok {
		b.fail("the desk has not ended %s after its context", endlessWait)
	}
	b.no(err)
	if left := r.left(); left != "" {
		b.fail("a goroutine is left:\n%s", left)
	}
	b.same("the notices that went", len(began), 0)
	b.claims(w.now, "last", "next")
}
