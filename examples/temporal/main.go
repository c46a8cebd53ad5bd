// Command temporal keeps tickets in Temporal workflows: the desk's own step, for those who have Temporal.
//
//	Host.Handle ── update ──▶ ┌ Ticket workflow ───────────────────────┐
//	Host.Tell ──── signal ──▶ │ desk.Step ─▶ Change ─▶ Keep ─▶ State    │ ──▶ Keep, Roster ──▶ the host's desk.Store
//	                          │    ▲                            │       │
//	                          │    └── timer at Case.Wake ◀─────┤       │ ──▶ Notify ──▶ people
//	                          └─────── verdict ◀── coroutine ◀──┘ ops   │         └────▶ other tickets
//	                                                                    │
//	                          continue-as-new with State, one document ─┘
//
// Read it in this order: [State] is what a workflow holds; ticket.go is the workflow, which sleeps and listens; take.go is the
// heart, a step and its commit; send.go carries a notice to its verdict; activities.go is all that touches the world; host.go
// is what a host calls.
//
// What becomes of the parts of a desk:
//
//   - One workflow a ticket holds the case. A step is pure, so a replay of the history gives the same case, byte for byte.
//   - A change is stored by one activity before any of it is acted on. The store is any [desk.Store]: it keeps cases and trails
//     to be read, and the agents' loads, so that two tickets never take one last place: the loser is routed again.
//   - Events come as updates, whose sender gets the outcome or the refusal, or as signals. A key is taken once, in whatever run
//     it comes again: the case knows it, and Temporal's own update ids are not needed for it.
//   - A timer stands at the case's wake, and is set anew when that moves. A timer that fires all the same only looks.
//   - A notice is an activity with Temporal's retries, within the desk's own rules of delivery: its back-off, time-out, expiry,
//     number of attempts, and a panic is a dead letter. The verdict comes back as an event and stands in the trail.
//   - Dead letters wait in the workflow. [DeadLetters] lists those of all tickets; the events desk.ReplayDead and
//     desk.DiscardDead send one again under its key, or put it away.
//   - A run ends when the server suggests it and nothing is on its way; the next begins with State.
//   - A ticket keeps the release of the pack that it began with until an update gives it another. Add packs to
//     [NewWorkflows], and take none away that a history still needs. New code of this package or of the desk is another
//     matter: deploy it under Worker Versioning, and replay recorded histories in CI as TestRecordedHistoryReplays does.
//
// Which rules of package desktest apply. Those on Update and Loads, one of sixteen for the last place among them, hold for the
// store that the host brings: run desktest on it. The rules on whole desks hold for the workflows, and the tests here draw
// them: what fails or crashes leaves the same; never early; after a pause nothing is told; effects once; a notice that fails
// disturbs no other; dead letters listed, replayed, discarded; a case that cannot go on is set aside. Those on Sweep, Claim,
// Settle, leases and their tokens do not apply: nobody sweeps, and Temporal's task queues hold the leases. Nor do those on the
// throttle: there are no digests; bound the task queue's rate instead.
//
// What it does not do: it keeps no trail of what was refused before it reached a ticket, since Temporal keeps no history of a
// refused update; and it asks nobody who is away beyond the pack's hours.
//
// The workflow checker reads the code of the workflow down to the last function of the desk:
//
//	go run go.temporal.io/sdk/contrib/tools/workflowcheck@v0.6.0 -config workflowcheck.yaml .
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/bellhop-sla/bellhop/sla/pack"
)

//go:embed desk.yaml
var deskYAML []byte

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		tell(os.Stderr, "temporal: %v\n", err)
		os.Exit(1)
	}
}

// tell prints to a terminal. One that has gone hears nothing.
func tell(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

// errNothing says what the command needs.
var errNothing = errors.New(`give -demo to see a ticket's journey without a server, in skipped time, or -address to run tickets on a Temporal server:
  go run ./examples/temporal -demo
  temporal server start-dev &
  go run ./examples/temporal -address localhost:7233`)

// run does what the command line asks for.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("temporal", flag.ContinueOnError)
	flags.SetOutput(out)
	demo := flags.Bool("demo", false, "play a ticket's journey in memory, without a server")
	address := flags.String("address", "", "`host:port` of a Temporal server on which to run a worker and a ticket")
	namespace := flags.String("namespace", "default", "namespace on that server")
	queue := flags.String("queue", "bellhop", "task queue of the worker")
	if err := flags.Parse(args); err != nil {
		return err
	}
	p, err := pack.Read("desk.yaml", deskYAML, nil)
	switch {
	case err != nil:
		return err
	case *demo:
		return show(p, out)
	case *address != "":
		return live(ctx, p, server{*address, *namespace, *queue}, out)
	}
	return errNothing
}
