package outbox

import (
	"context"
	"log/slog"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation"
)

// Log is a notifier that writes notices to a log: for trying out, and for addresses that a host watches there.
type Log struct {
	// Logger is where to. It is required.
	Logger *slog.Logger
	// Level is how loud; none means Info.
	Level slog.Level
}

// Check returns every fault of the fields, each at its place, as [calendar.Problems].
func (l *Log) Check() error {
	var faults calendar.Problems
	if l.Logger == nil {
		faults.Add("Logger", "is missing: write slog.Default(), or a logger of your own")
	}
	return faults.Err()
}

// Notify writes a notice as one record: its title, its address, its key and its facts.
func (l *Log) Notify(ctx context.Context, n escalation.Notice) error {
	if err := l.Check(); err != nil {
		return Permanent(err)
	}
	p := pageOf(&n)
	attrs := []slog.Attr{
		slog.String("to", n.To.Address), slog.String("kind", string(n.Kind)), slog.String("ticket", n.Ticket), slog.String("key", n.Key),
	}
	if own, _ := TraceFrom(ctx); own != (Trace{}) {
		attrs = append(attrs, slog.String("trace", own.String()))
	}
	var facts []any
	for _, f := range p.facts {
		facts = append(facts, slog.String(f.name, f.text))
	}
	l.Logger.LogAttrs(ctx, l.Level, p.title, append(attrs, slog.Group("facts", facts...))...)
	return nil
}
