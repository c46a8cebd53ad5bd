package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/live/pgserver"
)

// binary is this command, built without the race detector: it sees nothing of what happens between processes.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "faults")
	if err == nil {
		binary = filepath.Join(dir, "faults")
		var said []byte
		if said, err = exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err == nil {
			status := m.Run()
			_ = os.RemoveAll(dir) // it is one of the system's temporary ones
			os.Exit(status)
		}
		err = fmt.Errorf("%w: %s", err, said)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// runs runs the command and returns what it printed, and whether every promise was kept. Without PostgreSQL a test that needs
// it is skipped.
func runs(t *testing.T, line string) (said string, kept bool) {
	t.Helper()
	if _, err := pgserver.Find(); err != nil && !strings.Contains(line, "-db sqlite") {
		t.Skipf("not run: %v", err)
	}
	cmd := exec.CommandContext(t.Context(), binary, strings.Fields(line)...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return string(out), err == nil
}

// TestPromisesAreKept makes each fault happen, in a short form: the command by itself takes the full measure. Bounds of time
// are wider here, where other tests run beside.
func TestPromisesAreKept(t *testing.T) {
	for _, c := range []struct{ rule, line string }{
		{"processes and the server die: each effect once", "kill -clocks 500 -kills 20 -stops 1"},
		{"processes die on SQLite: each effect once", "kill -db sqlite -clocks 500 -kills 20 -stops 0"},
		{"the server dies: each effect once", "stop -clocks 500 -stops 2"},
		{"all is due at once: swept in seconds", "due -clocks 3000 -workers 2 -most 20s"},
		{"ten times as many are open: a sweep costs hardly more", "million -sizes 3000,30000 -rounds 20 -growth 6"},
		{"a transaction stays open: claims stay quick", "long -clocks 1000 -slower 20"},
		{"clocks are wrong: nothing early, nothing lost", "skew -clocks 200 -length 4s"},
		{"workers stand still past their leases: fenced off", "slow -clocks 200 -length 4s -halts 1 -most 10s"},
		{"the receiver is cut off: nothing lost", "partition -clocks 200 -length 5s -cut 3s"},
		{"a worker is lost: hardly anything is late", "lost -clocks 200 -length 5s -most 10s"},
		{"no fault: nothing arrives twice", "two -clocks 500"},
		{"two workers hand out one queue: nobody ever carries too much", "crowd -tickets 400 -late 100 -agents 10 -accept 5s"},
		{"many clocks, few due, one of two workers dies: each effect once", "s7 -clocks 3000 -due 300"},
		{"the desk beside the bare database", "cost -rounds 1 -clocks 2000 -tickets 50 -sweeping 1 -handling 1"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			said, kept := runs(t, c.line)
			t.Logf("faults %s\n%s", c.line, said)
			require.True(t, kept)
		})
	}
}

// TestABrokenPromiseIsTold puts faults into the workers: the figure that must tell of each does.
func TestABrokenPromiseIsTold(t *testing.T) {
	for _, c := range []struct{ line, tells string }{
		{"kill -db sqlite -clocks 300 -kills 10 -stops 0 -patience 5s -break settle-first", "effects at the receiver"},
		{"two -db sqlite -clocks 300 -patience 5s -break lose", "effects at the receiver"},
		{"two -clocks 500 -break no-lease", "arrivals: none twice"},
		{"skew -clocks 50 -length 4s -patience 5s -break own-clock", "early"},
		{"crowd -tickets 400 -late 100 -agents 10 -accept 5s -break overfill", "an agent over capacity"},
		{"slow -clocks 100 -length 4s -halts 1 -break no-fence", "verdicts that were fenced off"},
	} {
		t.Run(c.line, func(t *testing.T) {
			t.Parallel()
			said, kept := runs(t, c.line)
			require.False(t, kept, said)
			for line := range strings.Lines(said) {
				if strings.Contains(line, c.tells) {
					require.Contains(t, line, "BROKEN", said)
					return
				}
			}
			require.Fail(t, "no such figure", said)
		})
	}
}

func TestWhatCannotBeRunIsRefused(t *testing.T) {
	for line, why := range map[string]string{
		"":                            "usage: faults RUN",
		"nothing":                     "usage: faults RUN",
		"kill -db oracle":             `-db "oracle": write postgres or sqlite`,
		"kill -db sqlite":             "take -stops 0",
		"kill -kills x":               "invalid value",
		"kill now":                    `unexpected argument "now"`,
		"crowd -db sqlite":            "take -db postgres",
		"skew -db sqlite":             "take -db postgres",
		"million -db sqlite -sizes x": "-sizes",
	} {
		out, err := exec.CommandContext(t.Context(), binary, strings.Fields(line)...).CombinedOutput()
		require.Error(t, err, line)
		require.Contains(t, string(out), why, line)
	}
}
