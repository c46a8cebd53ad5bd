package outbox_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// TestParseTrace tells what is a traceparent and what is none (W3C Trace Context, 3.2).
func TestParseTrace(t *testing.T) {
	const id, span = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	for text, ok := range map[string]bool{
		"00-" + id + "-" + span + "-01":                       true,
		"00-" + id + "-" + span + "-00":                       true,
		"01-" + id + "-" + span + "-01-further":               true,
		"00-" + id + "-" + span + "-01-further":               false,
		"01-" + id + "-" + span + "-01further":                false,
		"ff-" + id + "-" + span + "-01":                       false,
		"00-" + id + "-0000000000000000-01":                   false,
		"00-00000000000000000000000000000000-" + span + "-01": false,
		"00-4BF92F3577B34DA6A3CE929D0E0E4736-" + span + "-01": false,
		"00_" + id + "-" + span + "-01":                       false,
		"00-" + id + "-" + span + "-1":                        false,
		"":                                                    false,
	} {
		_, err := outbox.ParseTrace(text)
		require.Equal(t, ok, err == nil, text)
	}
}

// TestLawTrace: what is written is read back; a child stays in its trace under a span of its own; both are functions of the key
// and the number, and differ where these do.
func TestLawTrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key, n := rapid.String().Draw(t, "key"), rapid.IntRange(0, 1<<20).Draw(t, "number")
		root := outbox.NewRoot(key, n)
		root.Flags = rapid.Byte().Draw(t, "flags")
		read, err := outbox.ParseTrace(root.String())
		require.NoError(t, err)
		require.Equal(t, root, read)

		child := root.Child(key, n)
		require.Equal(t, root.ID, child.ID)
		require.Equal(t, root.Flags, child.Flags)
		require.NotEqual(t, root.Span, child.Span)
		require.Equal(t, child, read.Child(key, n))
		require.NotEqual(t, child, read.Child(key, n+1))
		require.NotEqual(t, outbox.NewRoot(key, n), outbox.NewRoot(key+"1", n))
	})
	require.Empty(t, outbox.Trace{}.String())
}

// FuzzParseTrace: what is read as version 00 is written as it was.
func FuzzParseTrace(f *testing.F) {
	f.Add("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	f.Add("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what")
	f.Fuzz(func(t *testing.T, text string) {
		trace, err := outbox.ParseTrace(text)
		switch {
		case err != nil:
			require.Zero(t, trace)
		case text[:2] == "00":
			require.Equal(t, text, trace.String())
		default:
			require.Equal(t, text[2:55], trace.String()[2:])
		}
	})
}

// renamer is an observer with a trace of its own for each operation.
type renamer outbox.Trace

func (r renamer) Start(ctx context.Context, _ string) (context.Context, func(error)) {
	_, link := outbox.TraceFrom(ctx)
	return outbox.WithTrace(ctx, outbox.Trace(r), link), func(error) {}
}

func (renamer) Sample(context.Context, string, float64) {}

// TestObserversTraceIsSentOn: what a notifier sends on is the trace that the observer put into the context, if it did.
func TestObserversTraceIsSentOn(t *testing.T) {
	spans := outbox.NewRoot("spans", 1)
	for _, c := range []struct {
		observer outbox.Observer
		want     outbox.Trace
	}{{nil, outbox.NewRoot("a", 0)}, {renamer(spans), spans}} {
		var sent outbox.Trace
		d := deliverer(newQueue(t, alert("a")), &clock{now: noon}, answers{"a": func(ctx context.Context) error {
			sent, _ = outbox.TraceFrom(ctx)
			return nil
		}})
		d.Observer = c.observer
		deliver(t, d)
		require.Equal(t, c.want, sent)
	}
}
