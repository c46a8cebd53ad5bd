package main

import (
	"compress/gzip"
	"log/slog"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"

	"github.com/bellhop-sla/bellhop/sla/pack"
)

// recorded is the history of a ticket that a server wrote: updates, signals, timers, a retry, a dead letter, a merge. It is of
// the desk in quick.yaml, and what `temporal workflow show --output json` prints.
func recorded(t *testing.T) *history.History {
	file, err := os.Open("testdata/T-1.json.gz")
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	text, err := gzip.NewReader(file)
	require.NoError(t, err)
	h, err := client.HistoryFromJSON(text, client.HistoryJSONOptions{})
	require.NoError(t, err)
	require.Greater(t, len(h.Events), 150)
	return h
}

func TestRecordedHistoryReplays(t *testing.T) {
	text, err := os.ReadFile("testdata/quick.yaml")
	require.NoError(t, err)
	p, err := pack.Read("quick.yaml", text, nil)
	require.NoError(t, err)
	r := worker.NewWorkflowReplayer()
	r.RegisterWorkflow(NewWorkflows([]byte("s"), p).Ticket)
	quiet := log.NewStructuredLogger(slog.New(slog.DiscardHandler))
	require.NoError(t, r.ReplayWorkflowHistory(quiet, recorded(t)))
}

// A worker that does not know the pack of a ticket leaves its task to another, and says which pack it lacks.
func TestWorkerWithoutThePackLeavesTheTask(t *testing.T) {
	r := worker.NewWorkflowReplayer()
	r.RegisterWorkflow(NewWorkflows(nil, office(t)).Ticket)
	quiet := log.NewStructuredLogger(slog.New(slog.DiscardHandler))
	require.ErrorContains(t, r.ReplayWorkflowHistory(quiet, recorded(t)), "the worker has no pack of release")
}

// The workflow checker finds no clock, chance, goroutine or map order in the code of the workflow, down to the last function
// of the desk, but what workflowcheck.yaml explains.
func TestWorkflowCheckerFindsNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("the checker is built from source, which takes a while; leave out -short")
	}
	check := exec.Command("go", "run", "go.temporal.io/sdk/contrib/tools/workflowcheck@v0.6.0", "-config", "workflowcheck.yaml", ".")
	out, err := check.CombinedOutput()
	require.NoError(t, err, "%s", out)
}
