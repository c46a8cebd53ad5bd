package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// trial runs tickets in the test environment of the SDK, in which time is skipped while nothing is at work. It stands in for a
// server: it starts the workflows of tickets as events create them. The environment itself begins each next run.
//
//	act, act, ... ──▶ update, signal ──▶ Ticket ⇄ Activities
type trial struct {
	env     *testsuite.TestWorkflowEnvironment
	opened  func(ticket string) State // what a ticket's workflow starts with
	started map[string]bool           // tickets that have a workflow
	running map[string]bool           // tickets of which a run takes updates
	updates int
	fault   error // of an act
}

// act is something that happens at a time. It calls done when it has come to its end.
type act struct {
	at time.Time
	do func(done func())
}

// newTrial returns a trial that begins at a time.
func newTrial(w *Workflows, a *Activities, begin time.Time, opened func(ticket string) State) *trial {
	suite := &testsuite.WorkflowTestSuite{}
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	t := &trial{env: suite.NewTestWorkflowEnvironment(), opened: opened, started: map[string]bool{}, running: map[string]bool{}}
	t.env.SetStartTime(begin)
	t.env.SetTestTimeout(time.Minute)
	t.env.RegisterWorkflowWithOptions(func(ctx workflow.Context, s State) error {
		return t.life(ctx, func() error { return w.Ticket(ctx, s) })
	}, workflow.RegisterOptions{Name: TicketWorkflow})
	t.env.RegisterActivity(a)
	a.Hand = t.inner
	if a.Sender.Now == nil {
		a.Sender.Now = t.env.Now
	}
	return t
}

// play lets acts happen, each when the one before has come to its end, and ends at a time.
func (t *trial) play(acts []act, end time.Time) error {
	acts = append(acts, act{end, func(func()) { t.env.CancelWorkflow() }})
	t.next(acts)
	t.env.ExecuteWorkflow(t.server)
	return t.fault
}

func (t *trial) next(acts []act) {
	if len(acts) == 0 {
		return
	}
	t.env.RegisterDelayedCallback(func() {
		acts[0].do(func() { t.next(acts[1:]) })
	}, max(0, acts[0].at.Sub(t.env.Now())))
}

// server starts tickets as the signal says.
func (t *trial) server(ctx workflow.Context) error {
	starts := workflow.GetSignalChannel(ctx, "start")
	for ctx.Err() == nil {
		var ticket string
		starts.Receive(ctx, &ticket)
		child := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{WorkflowID: WorkflowID(ticket)})
		workflow.ExecuteChildWorkflow(child, TicketWorkflow, t.opened(ticket))
	}
	return nil
}

// life is one run of a ticket's workflow. Between two runs none takes updates: the environment holds the next one ready before
// it has handlers.
func (t *trial) life(ctx workflow.Context, run func() error) error {
	ticket := strings.TrimPrefix(workflow.GetInfo(ctx).WorkflowExecution.ID, WorkflowID(""))
	t.running[ticket] = true
	err := run()
	t.running[ticket] = false
	t.started[ticket] = workflow.IsContinueAsNewError(err)
	return err
}

// handle hands in an event as an update, and calls done with the answer.
func (t *trial) handle(name string, ev desk.Event, done func(Answer, error)) {
	if ev.Kind == sla.Created && !t.started[ev.Ticket] {
		t.started[ev.Ticket] = true
		t.env.SignalWorkflow("start", ev.Ticket)
	}
	t.update(ev.Ticket, name, ev, func(value any, err error) {
		answer, _ := value.(Answer)
		var none *serviceerror.NotFound
		if errors.As(err, &none) {
			answer, err = unknown(&ev), nil
		}
		done(answer, err)
	})
}

// update sends an update to a ticket, as soon as it runs. A run may end before the update comes to it: then the next gets it.
func (t *trial) update(ticket, name string, arg any, done func(any, error)) {
	again := func() { t.update(ticket, name, arg, done) }
	switch {
	case !t.started[ticket]:
		done(nil, serviceerror.NewNotFound("no workflow of ticket "+ticket))
		return
	case !t.running[ticket]:
		t.env.RegisterDelayedCallback(again, 0)
		return
	}
	t.updates++
	r := &reply{done: done}
	if err := t.env.UpdateWorkflowByID(WorkflowID(ticket), name, fmt.Sprint("u", t.updates), r, arg); err != nil {
		done(nil, err)
		return
	}
	t.env.RegisterDelayedCallback(func() { // comes right after the update
		if !r.came {
			again()
		}
	}, 0)
}

// reply calls a function with what came of an update.
type reply struct {
	done func(any, error)
	came bool // to a run
}

// Accept is told that the update was not refused.
func (r *reply) Accept() { r.came = true }

// Reject is told why it was.
func (r *reply) Reject(err error) {
	r.came = true
	r.done(nil, err)
}

// Complete is told what came of it.
func (r *reply) Complete(value any, err error) { r.done(value, err) }

// inner gives an event to another ticket, from the goroutine of an activity.
func (t *trial) inner(ctx context.Context, ev desk.Event) (desk.Outcome, error) {
	type told struct {
		Answer
		err error
	}
	tell := make(chan told, 1)
	t.env.RegisterDelayedCallback(func() {
		t.handle(OwnUpdate, ev, func(a Answer, err error) { tell <- told{a, err} })
	}, 0)
	select {
	case <-ctx.Done():
		return desk.Outcome{}, ctx.Err()
	case a := <-tell:
		return a.handled(a.err)
	}
}

// state returns how a ticket stands. It may be called by an act alone.
func (t *trial) state(_ context.Context, ticket string) (s State, err error) {
	value, err := t.env.QueryWorkflowByID(WorkflowID(ticket), StateQuery)
	if err != nil {
		return s, err
	}
	return s, value.Get(&s)
}
