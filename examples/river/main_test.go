package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/live/pgserver"
)

func TestHelpWithoutADatabase(t *testing.T) {
	t.Setenv("DATABASE_URL", "")
	var out bytes.Buffer
	require.ErrorIs(t, run(context.Background(), nil, &out), flag.ErrHelp)
	require.Contains(t, out.String(), "needs a PostgreSQL database")
	require.Contains(t, out.String(), "-replay key")
}

// screen is a terminal that many write to.
type screen struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write writes to the terminal.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// has says whether something was written.
func (s *screen) has(part string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Contains(s.text.String(), part)
}

// printed runs the command and returns what it prints.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), args, &out))
	return out.String()
}

// A ticket that nobody answers, until its webhook is a dead letter; that is replayed, put away and gone.
func TestDeskFromOfferToDeadLetter(t *testing.T) {
	dsn := pgserver.Fresh(t)
	ctx, cancel := context.WithCancel(context.Background())
	out, ended := &screen{}, make(chan error, 1)
	go func() { ended <- run(ctx, []string{"-dsn", dsn, "-tickets", "1"}, out) }()
	require.Eventually(t, func() bool { return out.has("a notice became a dead letter") }, time.Minute, 50*time.Millisecond)
	require.True(t, out.has("kind=offer"))
	require.True(t, out.has("kind=alert"))
	var key string
	require.Eventually(t, func() bool { key, _, _ = strings.Cut(printed(t, "-dsn", dsn, "-dead"), "\n"); return key != "" }, 10*time.Second, 50*time.Millisecond)
	require.Contains(t, printed(t, "-dsn", dsn, "-dead"), "to webhook:lead, 1 attempts")
	printed(t, "-dsn", dsn, "-replay", key)
	require.Eventually(t, func() bool { return strings.HasPrefix(printed(t, "-dsn", dsn, "-dead"), key) }, 10*time.Second, 50*time.Millisecond)
	require.ErrorIs(t, run(ctx, []string{"-dsn", dsn, "-replay", key}, io.Discard), outbox.ErrReplayTooSoon)
	printed(t, "-dsn", dsn, "-discard", key)
	require.Empty(t, printed(t, "-dsn", dsn, "-dead"))
	require.ErrorIs(t, run(ctx, []string{"-dsn", dsn, "-replay", "nobody"}, io.Discard), outbox.ErrUnknownKey)
	cancel()
	require.NoError(t, <-ended)
}
