package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSettingsAreChecked(t *testing.T) {
	for _, c := range []struct {
		says string
		args []string
	}{
		{"unknown argument", []string{"start"}},
		{"-speed", []string{"-speed", "-1"}},
		{"-speed", []string{"-speed", "nan"}},
		{"not defined", []string{"-port", "1"}},
		{"no such file", []string{"-day", "-pack", "none.yaml"}},
	} {
		require.ErrorContains(t, run(t.Context(), c.args, io.Discard), c.says)
	}
}

func TestTheRulesAreAFileToChange(t *testing.T) {
	name := filepath.Join(t.TempDir(), "my-desk.yaml")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-write-pack", name}, &out))
	require.Contains(t, out.String(), "-pack "+name)
	require.ErrorContains(t, run(t.Context(), []string{"-write-pack", name}, &out), "exist", "a file is not written over")
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	broken := bytes.Replace(text, []byte("notify: [\"log:duty-manager\"], critical: true"), []byte("notify: [lead], critical: true"), 1)
	require.NoError(t, os.WriteFile(name, broken, 0o600))
	require.ErrorContains(t, run(t.Context(), []string{"-day", "-pack", name}, io.Discard), "ladders[0].levels[3]", "the last level must always be heard")
}

func TestATakenAddressIsNamed(t *testing.T) {
	h := newHost(t, settings{addr: "127.0.0.1:99999"})
	require.ErrorContains(t, h.serve(t.Context()), "choose another address with -addr")
}
