package main

import (
	"bufio"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// told is what the program tells of a ticket as JSON.
type told struct {
	Case  desk.Case
	Views []sla.View
	Trail []entry
}

// program is a help desk in a process of its own.
type program struct {
	visitor
	cmd *exec.Cmd
}

// start starts the program on a file and waits until it listens.
func start(t *testing.T, binary, file string) program {
	t.Helper()
	p := program{cmd: exec.CommandContext(t.Context(), binary, "-db", file, "-addr", "127.0.0.1:0")}
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	lines := bufio.NewScanner(out)
	require.True(t, lines.Scan())
	base, ok := strings.CutPrefix(lines.Text(), "Help desk on ")
	require.True(t, ok, lines.Text())
	go func() { _, _ = io.Copy(io.Discard, out) }() // until the process ends
	p.visitor = visitor{t, base, http.DefaultClient}
	return p
}

// kill ends the program as a power cut would.
func (p program) kill() {
	p.Helper()
	require.NoError(p, p.cmd.Process.Signal(syscall.SIGKILL))
	_ = p.cmd.Wait() // it says that it was killed
}

// until looks at a ticket again and again until its trail holds an action, and returns how often each action stands in it.
func (p program) until(ticket, action string) map[string]int {
	p.Helper()
	counts := map[string]int{}
	require.Eventually(p, func() bool {
		_, body := p.get("/tickets/" + ticket + ".json")
		counts = map[string]int{}
		for _, e := range readAs[told](p, body).Trail {
			counts[e.Record.Action+" "+e.Record.Rule]++
			counts[e.Record.Action]++
		}
		return counts[action] > 0
	}, 20*time.Second, 50*time.Millisecond)
	return counts
}

// TestAProgramThatWasKilledGoesOn kills the program and lets time pass before it is started again.
func TestAProgramThatWasKilledGoesOn(t *testing.T) {
	folder := t.TempDir()
	binary, file := filepath.Join(folder, "helpdesk"), filepath.Join(folder, "desk.db")
	build, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, string(build))
	setClock(t, file, monday)
	p := start(t, binary, file)
	status, body := p.post(strings.ReplaceAll(created, `"high"`, `"urgent"`))
	require.Equal(t, http.StatusOK, status, body)
	p.until("Z-1", "notice.delivered")
	before := p.account("Z-1")
	p.kill()

	p = start(t, binary, file)
	after := p.account("Z-1")
	require.Equal(t, before.Case, after.Case, "the same ticket")
	require.Equal(t, before.Views[0].Due, after.Views[0].Due, "the same clock")
	require.Equal(t, before.Trail, after.Trail, "the same trail")
	p.kill()

	setClock(t, file, monday.Add(65*time.Minute)) // an hour passes: the promise breaks while nobody looks
	p = start(t, binary, file)
	once := func(counts map[string]int) {
		require.Equal(t, 1, counts["sla.breach"], "it broke once")
		require.Equal(t, 1, counts["escalation.fired answer"], "only the highest level speaks")
		require.Equal(t, 2, counts["escalation.skipped answer"], "the others are skipped")
	}
	once(p.until("Z-1", "sla.breach"))
	pending := p.notices("Z-1", outbox.Pending)
	p.kill()
	require.NotEmpty(t, pending, "the CRM is off, so that its notice waits")

	p = start(t, binary, file)
	once(p.until("Z-1", "notice.dead"))
	for _, key := range pending {
		require.Contains(t, append(p.notices("Z-1", outbox.Dead), p.notices("Z-1", outbox.Delivered)...), key, "what waited is not lost")
	}
	p.kill()
}

// account returns what the program tells of a ticket.
func (p program) account(ticket string) told {
	p.Helper()
	status, body := p.get("/tickets/" + ticket + ".json")
	require.Equal(p, http.StatusOK, status)
	return readAs[told](p, body)
}

// notices returns the keys of the notices of a ticket in a state.
func (p program) notices(ticket string, state outbox.State) (keys []string) {
	p.Helper()
	for _, n := range p.account(ticket).Case.Notices {
		if n.State == state {
			keys = append(keys, n.Key)
		}
	}
	return keys
}
