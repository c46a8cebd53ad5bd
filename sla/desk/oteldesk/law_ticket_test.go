package oteldesk_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/desktest"
)

// talker is a notifier that fails in each way by turns, and names the ticket when it does.
type talker struct{ calls atomic.Int32 }

func (k *talker) Notify(_ context.Context, n escalation.Notice) error {
	err := fmt.Errorf("ticket %s: notice %s is not taken", n.Ticket, n.Key)
	switch k.calls.Add(1) % 4 {
	case 0:
		return err
	case 1:
		return outbox.Permanent(err)
	case 2:
		panic(err.Error())
	}
	return nil
}

// gossip is a store whose errors name the ticket.
type gossip struct{ desktest.Store }

func (s gossip) Update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) error {
	if err := s.Store.Update(ctx, ticket, fn); err != nil {
		return fmt.Errorf("ticket %s: %w", ticket, err)
	}
	return nil
}

// TestLawNoTicketIsNamed: whatever happens to tickets, no name, attribute, status, event or link of a span and no name or
// label of a metric holds the id of one.
func TestLawNoTicketIsNamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tickets := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Z]{3}-[0-9]{5}`), 1, 4, rapid.ID).Draw(t, "tickets")
		r := live(t, tickets)
		told := strings.Join(append(lines(t, r.metrics(t)), spanTexts(r.spans.GetSpans())...), "\n")
		for _, ticket := range tickets {
			require.NotContains(t, told, ticket)
		}
	})
}

// live leads tickets through a life on a store that fails now and then.
func live(t *rapid.T, tickets []string) *rig {
	faults := rapid.SliceOfN(rapid.SampledFrom([]desktest.Fault{0, 0, 0, desktest.FailBefore, desktest.FailAfter}), 1, 20).Draw(t, "faults")
	flaky := desktest.Flaky(desk.NewMemory(), func(n int, _ string) desktest.Fault { return faults[n%len(faults)] })
	r := newRig(t, gossip{flaky}, &talker{})
	for range rapid.IntRange(1, 12).Draw(t, "acts") {
		ticket := rapid.SampledFrom(tickets).Draw(t, "ticket")
		switch rapid.IntRange(0, 3).Draw(t, "act") {
		case 0:
			_, _ = r.Handle(context.Background(), opened(ticket, r.clock.Now()))
		case 1:
			_, _ = r.Handle(context.Background(), desk.Event{Ticket: ticket})
		case 2:
			r.work(context.Background())
		case 3:
			r.clock.pass(time.Duration(rapid.IntRange(0, 120).Draw(t, "minutes")) * time.Minute)
		}
	}
	return r
}

// spanTexts are all that spans say in words.
func spanTexts(spans tracetest.SpanStubs) (texts []string) {
	for _, s := range spans {
		texts = append(texts, s.Name, s.Status.Description, fmt.Sprint(attributes(s.Attributes)))
		for _, e := range s.Events {
			texts = append(texts, e.Name, fmt.Sprint(attributes(e.Attributes)))
		}
		for _, l := range s.Links {
			texts = append(texts, fmt.Sprint(attributes(l.Attributes)))
		}
	}
	return texts
}
