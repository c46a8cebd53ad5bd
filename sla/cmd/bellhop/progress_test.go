package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla/sim"
)

func TestProgressLine(t *testing.T) {
	var b bytes.Buffer
	line := progressLine{w: &b, total: 200}
	require.NoError(t, line.show(sim.Progress{Bytes: 100, Rows: 12345, Tickets: 1200, Faults: 3}))
	require.NoError(t, line.show(sim.Progress{Bytes: 201, Rows: 7, Tickets: 1}))
	line.clear()
	require.Equal(t, []string{
		"",
		" 50%  12345 rows, 1200 tickets, 3 faults",
		"100%  7 rows, 1 ticket" + strings.Repeat(" ", 18),
		strings.Repeat(" ", 22),
		"",
	}, strings.Split(b.String(), "\r"))

	b.Reset()
	unsized := progressLine{w: &b}
	require.NoError(t, unsized.show(sim.Progress{Bytes: 100, Rows: 5, Tickets: 2}))
	require.Equal(t, "\r5 rows, 2 tickets", b.String())
}

// The line is for a terminal: a file gets faults only.
func TestProgressOnTerminal(t *testing.T) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	require.NoError(t, err)
	defer func() { require.NoError(t, null.Close()) }()
	file, err := os.Create(filepath.Join(t.TempDir(), "errors"))
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	require.True(t, isTerminal(null), "the null device is a device of characters")
	require.False(t, isTerminal(file))
	require.False(t, isTerminal(&bytes.Buffer{}))

	t.Chdir("testdata")
	words := strings.Fields("backtest -pack desk.yaml -map tickets.map.yaml tickets.csv.gz")
	var onTerminal, onFile bytes.Buffer
	require.Equal(t, exitDone, run(words, strings.NewReader(""), &onTerminal, null, noon))
	require.Equal(t, exitDone, run(words, strings.NewReader(""), &onFile, file, noon))
	require.Equal(t, onFile.String(), onTerminal.String())
	said, err := os.ReadFile(file.Name())
	require.NoError(t, err)
	require.Empty(t, string(said))
}
