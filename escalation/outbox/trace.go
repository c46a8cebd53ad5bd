package outbox

import (
	"context"
	"encoding/hex"
	"errors"
	"strconv"
)

// Trace is the traceparent of the W3C Trace Context: which trace a piece of work belongs to, and which span it is. The zero
// Trace is none. Traces compare with ==.
type Trace struct {
	ID    [16]byte
	Span  [8]byte
	Flags byte // 1 is sampled
}

var errTrace = errors.New("not a traceparent: write version, trace id, parent id and flags in lower-case hexadecimal, such as " +
	"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")

// ParseTrace reads a traceparent of version 00, or what it has of version 00 of a later one.
func ParseTrace(text string) (Trace, error) {
	const length = len("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	if len(text) < length || len(text) > length && (text[:2] == "00" || text[length] != '-') ||
		text[2] != '-' || text[35] != '-' || text[52] != '-' {
		return Trace{}, errTrace
	}
	var t Trace
	var version, flags [1]byte
	ok := lowerHex(version[:], text[:2]) && lowerHex(t.ID[:], text[3:35]) && lowerHex(t.Span[:], text[36:52]) &&
		lowerHex(flags[:], text[53:55])
	if !ok || version[0] == 0xff || t.ID == [16]byte{} || t.Span == [8]byte{} {
		return Trace{}, errTrace
	}
	t.Flags = flags[0]
	return t, nil
}

// lowerHex decodes text into to and says whether it is hexadecimal in lower case.
func lowerHex(to []byte, text string) bool {
	_, err := hex.Decode(to, []byte(text))
	return err == nil && hex.EncodeToString(to) == text
}

// String returns the traceparent, and "" for no trace.
func (t Trace) String() string {
	if t == (Trace{}) {
		return ""
	}
	return "00-" + hex.EncodeToString(t.ID[:]) + "-" + hex.EncodeToString(t.Span[:]) + "-" + hex.EncodeToString([]byte{t.Flags})
}

// NewRoot returns the first span of a new trace, sampled. It is a function of the key and the number.
func NewRoot(key string, n int) Trace {
	t := Trace{Flags: 1}
	sum := hash("trace", key, strconv.Itoa(n))
	copy(t.ID[:], sum[:16])
	copy(t.Span[:], sum[16:24])
	return t
}

// Child returns a span of the same trace. It is a function of t, the key and the number.
func (t Trace) Child(key string, n int) Trace {
	sum := hash("span", t.String(), key, strconv.Itoa(n))
	copy(t.Span[:], sum[:8])
	return t
}

// traceKey is the key of the traces in a context.
type traceKey struct{}

// traces are a trace and the one it is linked to.
type traces struct{ own, link Trace }

// WithTrace returns a context that carries the trace of a piece of work and the trace that it is linked to.
func WithTrace(ctx context.Context, own, link Trace) context.Context {
	return context.WithValue(ctx, traceKey{}, traces{own, link})
}

// TraceFrom returns the trace of the work that ctx belongs to, which a notifier sends on, and the trace of the notice, which
// it is linked to. Without them both are zero.
func TraceFrom(ctx context.Context) (own, link Trace) {
	t, _ := ctx.Value(traceKey{}).(traces)
	return t.own, t.link
}
