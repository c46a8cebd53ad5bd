package outbox_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
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
		Key: "k", Kind: escalation.Alert, Ticket: "T-1", To: escalation.Person{Address: "log:ana"},
		Queue: "a\nlevel=ERROR", Clock: &sla.View{Clock: "resolution", Phase: sla.Paused},
	})
	require.Equal(t, `level=WARN msg="T-1: resolution paused" to=log:ana kind=alert ticket=T-1 key=k trace=`+
		outbox.NewRoot("k", 1).String()+` facts.Queue="a level=ERROR"`+"\n", line)
}

// TestTitles tells how each kind of notice begins.
func TestTitles(t *testing.T) {
	for want, n := range map[string]escalation.Notice{
		"T-1: resolution due at Fri 6 Mar 2026 12:00 UTC":      {Kind: escalation.Alert, Clock: &sla.View{Clock: "resolution", Due: noon}},
		"T-1: resolution breached at Fri 6 Mar 2026 12:00 UTC": {Kind: escalation.Alert, Clock: &sla.View{Clock: "resolution", Due: noon, Breached: true, BreachedAt: noon}},
		"T-1: nobody answers":                                  {Kind: escalation.Alert, Why: &escalation.Why{Name: "nobody answers"}},
		"T-1: alert":                                           {Kind: escalation.Alert},
		"12 more alerts until Fri 6 Mar 2026 12:00 UTC":        {Kind: escalation.Digest, Count: 12, At: noon},
		"T-1 is offered to you until Fri 6 Mar 2026 12:00 UTC": {Kind: escalation.Offer, Until: noon},
		"T-1 is offered to you":                                {Kind: escalation.Offer},
		"T-1 is offered to you no more":                        {Kind: escalation.Rescind},
	} {
		n.Ticket = "T-1"
		require.Contains(t, logged(t, n), `msg="`+want+`"`)
	}
}

// TestCustomer: whatever document the host gives of a customer is told, an object by its members.
func TestCustomer(t *testing.T) {
	for doc, want := range map[string]string{
		`{"b":"x","a":{"c":1}}`: `facts.Customer="a: {\"c\":1}, b: x"`,
		`"Smith"`:               `facts.Customer="\"Smith\""`,
		`[1,2]`:                 `facts.Customer=[1,2]`,
		`{}`:                    ``,
	} {
		require.Contains(t, logged(t, escalation.Notice{Customer: json.RawMessage(doc)}), want)
	}
}
