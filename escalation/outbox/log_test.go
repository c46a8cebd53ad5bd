package outbox_test

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// logged returns what the log notifier writes of a notice.
func logged(t *testing.T, n escalation.Notice) string {
	var b bytes.Buffer
	l := &outbox.Log{Level: slog.LevelWarn, Logger: slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{
		ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey && len(groups) == 0 {
				return slog.Attr{}
			}
			return a
		},
	}))}
	require.NoError(t, l.Notify(outbox.WithTrace(t.Context(), outbox.NewRoot("k", 1), outbox.Trace{}), n))
	return b.String()
}

// TestLog: a notice is one record, with what is known of it.
func TestLog(t *testing.T) {
	line := logged(t, escalation.Notice{
		Key: "k", Kind: escalation.Rescind, Ticket: "T-1", To: escalation.Person{Address: "log:ana"},
		Queue: "a\nlevel=ERROR",
	})
	require.Equal(t, `level=WARN msg="No longer offered to you: ticket T-1" to=log:ana kind=rescind ticket=T-1 key=k trace=`+
		outbox.NewRoot("k", 1).String()+` facts.Ticket=T-1 facts.Queue="a level=ERROR"`+"\n", line)
}
