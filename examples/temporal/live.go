package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// server is a Temporal server and the task queue that a worker serves.
type server struct{ address, namespace, queue string }

// live runs a worker on a server and one ticket through it: opened, answered, solved. The store is in memory, so that the
// trail is gone with the process; a host of its own gives a store that lasts.
func live(ctx context.Context, p *pack.Pack, s server, out io.Writer) error {
	dialing, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	c, err := client.DialContext(dialing, client.Options{
		HostPort: s.address, Namespace: s.namespace, Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		return fmt.Errorf("-address %s: no Temporal server answers there: %w", s.address, err)
	}
	defer c.Close()
	told := &page{out: out, zone: time.Local, store: desk.NewMemory(), seen: map[string]uint64{}}
	host := &Host{Client: c, Queue: s.queue, Release: p.Version()}
	w := worker.New(c, s.queue, worker.Options{})
	w.RegisterWorkflow(NewWorkflows(nil, p).Ticket)
	w.RegisterActivity(&Activities{Store: told.store, Hand: host.Hand, Sender: outbox.Deliverer{
		Now: time.Now, Notifiers: map[string]escalation.Notifier{"log": told, "mailto": told, "webhook": told},
	}})
	if err := w.Start(); err != nil {
		return err
	}
	defer w.Stop()
	return told.live(ctx, host, fmt.Sprint("T-", time.Now().Unix()))
}

// live leads a ticket through a server.
func (p *page) live(ctx context.Context, host *Host, ticket string) error {
	p.say("ticket %s is workflow %s", ticket, WorkflowID(ticket))
	for i, fill := range []func(*desk.Event){
		func(ev *desk.Event) {
			ev.Kind, ev.By, ev.Actor, ev.Status = sla.Created, sla.Customer, "mara", "open"
			ev.Fields = sla.Fields{"tier": "gold", "priority": "urgent"}
		},
		func(ev *desk.Event) { ev.Kind, ev.By, ev.Actor, ev.Assignee = sla.Assigned, sla.Agent, "ana", "ana" },
		func(ev *desk.Event) { ev.Kind, ev.By, ev.Actor, ev.Public = sla.Message, sla.Agent, "ana", true },
		func(ev *desk.Event) { ev.Kind, ev.By, ev.Actor, ev.Status = sla.StatusSet, sla.Agent, "ana", "solved" },
	} {
		ev := desk.Event{Ticket: ticket}
		ev.Key, ev.At = fmt.Sprint("e", i+1), sla.At(time.Now())
		fill(&ev)
		outcome, err := host.Handle(ctx, ev)
		if err != nil {
			return err
		}
		p.say("%s: %s, record %d", ev.Kind, outcome.Outcome, outcome.Seq)
		if err := p.records(ticket); err != nil {
			return err
		}
	}
	return nil
}
