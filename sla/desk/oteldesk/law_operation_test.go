package oteldesk_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// ends are ways in which an operation can end, and what is told of each.
var ends = []struct {
	err     error
	outcome map[string]string
	status  codes.Code
}{
	{nil, outcome("ok", ""), codes.Unset},
	{&desk.Refusal{Code: desk.Stale, Err: desk.ErrConflict}, outcome("refused", "stale"), codes.Unset},
	{outbox.Permanent(&desk.Refusal{Code: desk.Stale}), outcome("failed", "permanent"), codes.Error},
	{errors.Join(errors.New("another"), outbox.ErrFenced), outcome("failed", "fenced"), codes.Error},
	{fmt.Errorf("ticket %q: %w", "T-1", desk.ErrConflict), outcome("failed", "conflict"), codes.Error},
	{desk.ErrNoRoom, outcome("failed", "no_room"), codes.Error},
	{outbox.RetryAfter(context.DeadlineExceeded, time.Hour), outcome("failed", "timeout"), codes.Error},
	{context.Canceled, outcome("failed", "canceled"), codes.Error},
	{errors.New("ticket T-1"), outcome("failed", "_OTHER"), codes.Error},
}

func outcome(name, kind string) map[string]string {
	if kind == "" {
		return map[string]string{"bellhop.outcome": name}
	}
	return map[string]string{"bellhop.outcome": name, "error.type": kind}
}

// TestLawEveryOperationIsToldOnce: each operation is one span and one value of the histogram, by what it was and how it ended,
// and both say that it took as long as the clock of the desk did.
func TestLawEveryOperationIsToldOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRig(t, desk.NewMemory(), nil)
		var spans, told []string
		values := map[string][2]float64{}
		for range rapid.IntRange(1, 20).Draw(t, "operations") {
			operation := rapid.SampledFrom([]string{"desk.handle", "desk.sweep", "outbox.notify"}).Draw(t, "operation")
			how := rapid.SampledFrom(ends).Draw(t, "end")
			took := time.Duration(rapid.IntRange(0, 5).Draw(t, "seconds")) * time.Second
			_, end := r.observer.Start(context.Background(), operation)
			r.clock.pass(took)
			end(how.err)

			spans = append(spans, fmt.Sprint(operation, how.outcome, how.status, took))
			series := fmt.Sprint(operation, how.outcome)
			values[series] = [2]float64{values[series][0] + 1, values[series][1] + took.Seconds()}
		}
		for _, s := range r.spans.GetSpans() {
			told = append(told, fmt.Sprint(s.Name, attributes(s.Attributes), s.Status.Code, s.EndTime.Sub(s.StartTime)))
		}
		require.Equal(t, spans, told)
		require.Equal(t, values, durations(r.metrics(t)))
	})
}
