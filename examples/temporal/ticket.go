package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.temporal.io/sdk/workflow"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// Workflows is what the workflows of a worker need and no history holds.
type Workflows struct {
	packs  map[string]*pack.Pack // by version
	secret []byte
}

// NewWorkflows returns the workflows of a worker that knows packs, from the oldest to the newest. Each pack also knows the
// policies of those before it, by which live promises go on. A pack stays as long as a history is replayed in which it took a
// step. The secret signs the tokens of notices; none leaves them empty.
func NewWorkflows(secret []byte, packs ...*pack.Pack) *Workflows {
	w := &Workflows{packs: map[string]*pack.Pack{}, secret: secret}
	for i, p := range packs {
		known := *p
		if i > 0 {
			known.Policies = p.Policies.With(packs[i-1].Policies)
		}
		packs[i] = &known
		w.packs[p.Version()] = &known
	}
	return w
}

// ticket is one run of a ticket's workflow.
type ticket struct {
	State
	*Workflows
	run     workflow.Context // of the coroutines that outlive what began them
	lock    workflow.Mutex   // held while a change is made: one after the other
	senders workflow.Semaphore
	inbox   workflow.ReceiveChannel
	sending int // notices on their way
	changes int // made in this run
	taken   int // events and looks in this run
}

// Ticket is the workflow of one ticket. It sleeps until the case wants to be looked at, takes what comes in between, and makes
// place for a new run when its history grows long. It ends only when no ticket came of what it was started for.
func (w *Workflows) Ticket(ctx workflow.Context, s State) error {
	t := &ticket{State: s, Workflows: w, run: ctx, lock: workflow.NewMutex(ctx), inbox: workflow.GetSignalChannel(ctx, EventSignal)}
	if t.Senders == 0 {
		t.Senders = 8
	}
	t.senders = workflow.NewSemaphore(ctx, t.Senders)
	if err := t.listen(ctx); err != nil {
		return err
	}
	for i := range t.Outbox {
		t.send(t.Outbox[i].Key)
	}
	for !t.over(ctx) {
		wake := t.wake()
		if err := until(ctx, wake, func() bool { return t.wake() != wake || t.over(ctx) }); err != nil {
			return err
		}
		if wake != 0 && wake == t.wake() && !t.over(ctx) {
			t.look(ctx)
		}
	}
	if t.Case.State == nil {
		return nil
	}
	return workflow.NewContinueAsNewError(ctx, TicketWorkflow, t.State)
}

// wake returns when the ticket is to be looked at, or no instant.
func (t *ticket) wake() sla.Instant {
	switch {
	case t.Aside != "", t.Case.Wake == 0:
		return 0
	case t.Grain > 0 && len(t.Case.Pending) == 0: // what the desk asked of itself goes at once
		return t.Case.Wake.Add(t.Grain-1) / sla.Instant(t.Grain) * sla.Instant(t.Grain)
	}
	return t.Case.Wake
}

// tooLong is the number of events of a history that a run does not go beyond, even for a notice that is on its way: that one
// is sent again by the next run, under its key.
const tooLong = 20_000

// over says whether the run ends here: it has gone on for long enough, or no ticket came of it, and nothing is at work.
func (t *ticket) over(ctx workflow.Context) bool {
	info := workflow.GetInfo(ctx)
	long := info.GetContinueAsNewSuggested() || t.Turn > 0 && t.changes >= t.Turn
	if !long && (t.taken == 0 || t.Case.State != nil) || t.sending > 0 && info.GetCurrentHistoryLength() < tooLong {
		return false
	}
	return !t.lock.IsLocked() && t.inbox.Len() == 0 && workflow.AllHandlersFinished(ctx)
}

// look looks at what time alone brought. A look that fails, or that would be made again at once and for ever, sets the ticket
// aside.
func (t *ticket) look(ctx workflow.Context) {
	change, err := t.take(ctx, nil)
	switch {
	case err != nil && !errors.Is(err, desk.ErrNoRoom):
		t.Aside = err.Error()
	case err == nil && change.Empty() && t.Case.Wake != 0 && t.Case.Wake <= now(ctx):
		t.Aside = "a look at " + now(ctx).String() + " moved nothing on"
	}
}

// listen answers queries, updates and signals.
func (t *ticket) listen(ctx workflow.Context) error {
	workflow.Go(ctx, func(ctx workflow.Context) {
		for ctx.Err() == nil {
			var ev desk.Event
			t.inbox.Receive(ctx, &ev)
			err := t.outside(ev)
			if err == nil {
				_, err = t.take(ctx, &ev)
			}
			if err != nil {
				workflow.GetLogger(ctx).Warn("a signal was not taken", "key", ev.Key, "error", err)
			}
		}
	})
	return errors.Join(
		workflow.SetQueryHandler(ctx, StateQuery, func() (State, error) { return t.State, nil }),
		workflow.SetUpdateHandlerWithOptions(ctx, EventUpdate, t.event, workflow.UpdateHandlerOptions{Validator: t.outside}),
		workflow.SetUpdateHandler(ctx, OwnUpdate, t.event),
		workflow.SetUpdateHandlerWithOptions(ctx, ReleaseUpdate, t.release, workflow.UpdateHandlerOptions{Validator: t.known}),
	)
}

// event takes an event. What it gives is stored.
func (t *ticket) event(ctx workflow.Context, ev desk.Event) (Answer, error) {
	change, err := t.take(ctx, &ev)
	return Answer{change.Outcome, change.Refusal}, err
}

// outside refuses what only the desk itself may say. It leaves nothing in the history.
func (t *ticket) outside(ev desk.Event) error {
	if r := desk.Forged(&ev); r != nil {
		return r
	}
	return nil
}

// release lets the rules of another version take the next steps. It changes no promise by itself.
func (t *ticket) release(_ workflow.Context, version string) error {
	t.Release, t.Aside = version, ""
	return nil
}

// known refuses a version that the worker does not know, or that cannot read the case.
func (t *ticket) known(ctx workflow.Context, version string) error {
	p := t.packs[version]
	if p == nil {
		return fmt.Errorf("release: unknown version %q; this worker knows %s", version, strings.Join(slices.Sorted(maps.Keys(t.packs)), ", "))
	}
	_, err := desk.Step(p, t.Case, desk.Input{Now: now(ctx), Unread: true})
	if errors.Is(err, desk.ErrUnread) {
		return nil
	}
	return err
}

// rules returns the pack of the ticket's release. Where the worker does not know it, the panic leaves the task, unharmed, to a
// worker that does.
func (t *ticket) rules() *pack.Pack {
	p := t.packs[t.Release]
	if p == nil {
		panic(fmt.Sprintf("the worker has no pack of release %q", t.Release))
	}
	return p
}

// now is the time of the workflow: it is the same when the history is replayed.
func now(ctx workflow.Context) sla.Instant { return sla.At(workflow.Now(ctx)) }

// until waits for an instant, or for what ends the wait before. No instant never comes. The timer of a wait that was ended is
// cancelled.
func until(ctx workflow.Context, at sla.Instant, ended func() bool) error {
	if at == 0 {
		return workflow.Await(ctx, ended)
	}
	for now(ctx) < at && !ended() {
		timing, cancel := workflow.WithCancel(ctx)
		timer := workflow.NewTimer(timing, at.Sub(now(ctx)))
		err := workflow.Await(ctx, func() bool { return timer.IsReady() || ended() })
		cancel()
		if err != nil {
			return err
		}
	}
	return nil
}
