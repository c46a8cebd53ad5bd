package main

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Host hands events to the workflows of the tickets, and reads them.
type Host struct {
	Client client.Client
	// Queue is the task queue of the workers, Release the version of the pack that new tickets begin with.
	Queue, Release string
}

// WorkflowID returns the id of a ticket's workflow.
func WorkflowID(ticket string) string { return "bellhop/" + ticket }

// Handle takes one event. When it returns without an error the outcome is stored; the same key once more gives the stored
// outcome. A refused event gives its outcome and a *desk.Refusal. After any other error the event may be sent again.
func (h *Host) Handle(ctx context.Context, ev desk.Event) (desk.Outcome, error) {
	if r := desk.Forged(&ev); r != nil {
		return desk.Outcome{Ticket: ev.Ticket}, r
	}
	return h.update(ctx, EventUpdate, ev)
}

// Hand takes an event that another ticket of the desk sends.
func (h *Host) Hand(ctx context.Context, ev desk.Event) (desk.Outcome, error) {
	return h.update(ctx, OwnUpdate, ev)
}

// Tell takes an event and does not wait for what becomes of it.
func (h *Host) Tell(ctx context.Context, ev desk.Event) error {
	return h.Client.SignalWorkflow(ctx, WorkflowID(ev.Ticket), "", EventSignal, ev)
}

// Repack lets the rules of another version take the next steps of a ticket.
func (h *Host) Repack(ctx context.Context, ticket, version string) error {
	handle, err := h.Client.UpdateWorkflow(ctx, h.options(ticket, ReleaseUpdate, version))
	if err != nil {
		return err
	}
	return handle.Get(ctx, nil)
}

// State returns how a ticket stands.
func (h *Host) State(ctx context.Context, ticket string) (s State, err error) {
	value, err := h.Client.QueryWorkflow(ctx, WorkflowID(ticket), "", StateQuery)
	if err != nil {
		return s, err
	}
	return s, value.Get(&s)
}

// update sends an event as an update and waits for the answer. The update carries no id of its own: the case knows an event
// by its key, for ever, and lets one that was refused be sent again, mended.
func (h *Host) update(ctx context.Context, name string, ev desk.Event) (desk.Outcome, error) {
	handle, err := h.begin(ctx, h.options(ev.Ticket, name, ev), ev)
	var answer Answer
	if err == nil {
		err = handle.Get(ctx, &answer)
	}
	var none *serviceerror.NotFound
	if errors.As(err, &none) {
		answer, err = unknown(&ev), nil
	}
	return answer.handled(err)
}

// begin sends the update. The event that creates a ticket starts its workflow, if it does not run.
func (h *Host) begin(ctx context.Context, options client.UpdateWorkflowOptions, ev desk.Event) (client.WorkflowUpdateHandle, error) {
	if ev.Kind != sla.Created {
		return h.Client.UpdateWorkflow(ctx, options)
	}
	start := client.StartWorkflowOptions{
		ID: options.WorkflowID, TaskQueue: h.Queue, WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
	}
	return h.Client.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: h.Client.NewWithStartWorkflowOperation(start, TicketWorkflow, opened(ev.Ticket, h.Release)),
		UpdateOptions:          options,
	})
}

func (h *Host) options(ticket, name string, arg any) client.UpdateWorkflowOptions {
	return client.UpdateWorkflowOptions{
		WorkflowID: WorkflowID(ticket), UpdateName: name, Args: []any{arg}, WaitForStage: client.WorkflowUpdateStageCompleted,
	}
}

// opened is the state that a ticket's workflow starts with.
func opened(ticket, release string) State {
	return State{Case: desk.Case{Ticket: ticket}, Release: release}
}

// unknown is the answer to an event of a ticket that has no workflow.
func unknown(ev *desk.Event) Answer {
	r := &desk.Refusal{
		Ticket: ev.Ticket, Key: ev.Key, Code: desk.UnknownTicket, Message: "unknown ticket; send its created event first", Err: desk.ErrUnknownTicket,
	}
	return Answer{desk.Outcome{Ticket: ev.Ticket, Taken: desk.Taken{Key: ev.Key, Outcome: audit.Refused, Reason: r.Code}}, r}
}

// DeadLetters lists the dead letters of all tickets: the cases in the store say which tickets have some, and the workflows
// hold them. The events desk.ReplayDead and desk.DiscardDead send one again under its key, or put it away.
type DeadLetters struct {
	Cases desk.Reader
	State func(ctx context.Context, ticket string) (State, error)
}

// Dead returns up to limit dead letters by key, after a key.
func (l DeadLetters) Dead(ctx context.Context, after string, limit int) (dead []outbox.Delivery, err error) {
	for page, last := []desk.Case{{}}, ""; len(page) > 0; {
		if page, err = l.Cases.Cases(ctx, last, 1000); err != nil {
			return nil, err
		}
		for i := range page {
			last = page[i].Ticket
			if !slices.ContainsFunc(page[i].Notices, func(n desk.Noted) bool { return n.State == outbox.Dead }) {
				continue
			}
			s, err := l.State(ctx, last)
			if err != nil {
				return nil, err
			}
			for _, d := range s.Outbox {
				if d.State == outbox.Dead && d.Key > after {
					dead = append(dead, d)
				}
			}
		}
	}
	slices.SortFunc(dead, func(a, b outbox.Delivery) int { return cmp.Compare(a.Key, b.Key) })
	return dead[:min(max(limit, 0), len(dead))], nil
}
