package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// closed is an output that nobody reads any more.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, errors.New("closed") }

func TestClosedOutput(t *testing.T) {
	t.Chdir("testdata")
	for _, line := range []string{
		"due -pack desk.yaml -calendar support 4h",
		"due -pack desk.yaml -calendar support -json 4h",
		"explain -pack desk.yaml -events 42.json",
		"explain -pack desk.yaml -events 42.json -json",
		"corpus wrong-corpus.json",
		"backtest -pack desk.yaml -map tickets.map.yaml tickets.csv",
		"help",
		"help due",
		"due -h",
	} {
		var stderr bytes.Buffer
		code := run(strings.Fields(line), strings.NewReader(""), closed{}, &stderr, noon)
		require.Equal(t, exitUnable, code, line)
		require.Equal(t, "standard output: cannot be written: closed\n", stderr.String(), line)
	}
}

func TestBrokenPipe(t *testing.T) {
	t.Chdir("testdata")
	r, w, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, r.Close())
	defer func() { require.NoError(t, w.Close()) }()
	var stderr bytes.Buffer
	code := run([]string{"corpus", "-json", "../../../slatest/testdata/corpus/calendar.json"}, strings.NewReader(""), w, &stderr, noon)
	require.Equal(t, exitUnable, code)
	require.Contains(t, stderr.String(), "standard output: cannot be written: ")
}

// An error output that cannot be written to changes no exit code.
func TestClosedErrorOutput(t *testing.T) {
	require.Equal(t, exitUnable, run([]string{"deu"}, strings.NewReader(""), &bytes.Buffer{}, closed{}, noon))
}

// Every example of the help does what it says.
func TestExamples(t *testing.T) {
	t.Chdir("testdata")
	own := t.TempDir()
	for _, cmd := range commands() {
		words := placed(own, wordsOf(cmd.example))
		require.Equal(t, []string{"bellhop", cmd.name}, words[:2])
		for i, w := range words {
			if cmd.name == "corpus" && strings.HasSuffix(w, ".json") {
				words[i] = filepath.Join("../../../slatest/testdata/corpus", w)
			}
		}
		var stdout, stderr bytes.Buffer
		code := run(words[1:], strings.NewReader(""), &stdout, &stderr, noon)
		require.Equal(t, exitDone, code, "%s\n%s", cmd.example, &stderr)
		require.NotEmpty(t, stdout.String(), cmd.example)
		require.Empty(t, stderr.String(), cmd.example)
	}
}

func TestUnreadableInput(t *testing.T) {
	var stderr bytes.Buffer
	code := run([]string{"corpus", "-"}, unreadable{}, &bytes.Buffer{}, &stderr, noon)
	require.Equal(t, exitUnable, code)
	require.Equal(t, "standard input: cannot be read: unplugged\n", stderr.String())
}

type unreadable struct{}

func (unreadable) Read([]byte) (int, error) { return 0, errors.New("unplugged") }
