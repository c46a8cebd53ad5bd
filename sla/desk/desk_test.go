package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// bell is a desk over a memory store at a time that the test sets.
type bell struct {
	*desk.Desk
	t     *testing.T
	store *desk.Memory
	now   time.Time
	heard []escalation.Notice
	n     int
}

func ring(t *testing.T, change func(*desk.Config)) *bell {
	b := &bell{t: t, store: desk.NewMemory(), now: nine}
	hear := escalation.NotifierFunc(func(_ context.Context, n escalation.Notice) error {
		b.heard = append(b.heard, n)
		return nil
	})
	config := desk.Config{
		Store: b.store, Pack: journeyPack(t), Now: func() time.Time { return b.now }, Secret: []byte("secret"),
		Notifiers: map[string]escalation.Notifier{"log": hear, "mailto": hear, "webhook": hear},
		Sender:    outbox.Deliverer{Workers: 1},
	}
	if change != nil {
		change(&config)
	}
	var err error
	b.Desk, err = desk.New(config)
	require.NoError(t, err)
	return b
}

// say hands an event to the desk.
func (b *bell) say(ticket string, kind sla.Kind, fill func(*desk.Event)) (desk.Outcome, error) {
	b.n++
	ev := desk.Event{Ticket: ticket}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Actor = fmt.Sprint("e", b.n), kind, sla.At(b.now), sla.Customer, "mara"
	if kind == sla.Created {
		ev.Status, ev.Fields = "open", sla.Fields{"tier": "silver", "priority": "normal"}
	}
	if fill != nil {
		fill(&ev)
	}
	return b.Handle(context.Background(), ev)
}

func (b *bell) open(ticket string) desk.Outcome {
	outcome, err := b.say(ticket, sla.Created, nil)
	require.NoError(b.t, err)
	return outcome
}

// trail returns the records of an entity.
func (b *bell) trail(entity string) (records []audit.Record) {
	sealed, err := b.store.Trail(context.Background(), entity, 0, 1<<20)
	require.NoError(b.t, err)
	for _, s := range sealed {
		r, err := audit.Open(s)
		require.NoError(b.t, err)
		records = append(records, r)
	}
	return records
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	_, err := desk.New(desk.Config{})
	for _, part := range []string{"store: missing", "pack: missing", "now: missing"} {
		require.ErrorContains(t, err, part)
	}
}

func TestMalformedEventTellsEveryFault(t *testing.T) {
	b := ring(t, nil)
	b.open("T-1")
	outcome, err := b.say("T-1", sla.StatusSet, func(ev *desk.Event) { ev.Key, ev.At, ev.Status = "", 0, "lost" })
	var refusal *desk.Refusal
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, desk.Malformed, refusal.Code)
	for _, fault := range []string{"key: missing", "at: missing", `status: unknown status "lost"`} {
		require.ErrorContains(t, err, fault)
	}
	require.Equal(t, audit.Refused, outcome.Outcome)
	last := b.trail("T-1")[len(b.trail("T-1"))-1]
	require.Equal(t, "event.refused", last.Action)
	require.Equal(t, audit.Refused, last.Outcome)
}

func TestUnknownTicketIsRefusedAtTheDoor(t *testing.T) {
	b := ring(t, nil)
	_, err := b.say("T-9", sla.Message, func(ev *desk.Event) { ev.Public = true })
	require.ErrorIs(t, err, desk.ErrUnknownTicket)
	_, err = b.store.Load(context.Background(), "T-9")
	require.ErrorIs(t, err, desk.ErrUnknownTicket, "nothing of it is kept")
	door := b.trail(desk.Door)
	require.Len(t, door, 1)
	require.Equal(t, "refused."+desk.UnknownTicket, door[0].Reason.Template)
}

func TestStaleEventIsRefused(t *testing.T) {
	b := ring(t, nil)
	seen := b.open("T-1").Head.Seq
	expect := func(ev *desk.Event) { ev.Expect, ev.Public = seen, true }
	_, err := b.say("T-1", sla.Message, expect)
	require.NoError(t, err, "what the desk did itself does not count")
	_, err = b.say("T-1", sla.Message, expect)
	var refusal *desk.Refusal
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, desk.Stale, refusal.Code)
}

func TestEventFromTheFutureIsRefused(t *testing.T) {
	b := ring(t, nil)
	b.open("T-1")
	_, err := b.say("T-1", sla.Message, func(ev *desk.Event) { ev.At, ev.Public = sla.At(b.now.Add(desk.Ahead)), true })
	require.NoError(t, err)
	_, err = b.say("T-1", sla.Message, func(ev *desk.Event) { ev.At, ev.Public = sla.At(b.now.Add(desk.Ahead+1)), true })
	require.ErrorContains(t, err, "at: lies more than 5m0s ahead")
}

func TestRefuseRecordsWhatNamesNoTicket(t *testing.T) {
	b := ring(t, nil)
	err := b.Refuse(context.Background(), desk.Refusal{Code: desk.TooLarge, Message: "the body has more than 1 MiB"})
	require.NoError(t, err)
	require.Equal(t, "refused.too_large", b.trail(desk.Door)[0].Reason.Template)
}

func TestRefusalThatCannotBeRecordedIsNoRefusal(t *testing.T) {
	b := ring(t, nil)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, b.Refuse(ctx, desk.Refusal{Code: desk.TooLarge}), context.Canceled)
}

func TestStormIsRecordedAndPaces(t *testing.T) {
	b := ring(t, func(c *desk.Config) { c.Storm, c.Batch = 20, 8 })
	for i := range 50 {
		b.open(fmt.Sprint("T-", i))
	}
	b.now = b.now.Add(72 * time.Hour)
	swept, err := b.Sweep(context.Background())
	require.NoError(t, err)
	require.Equal(t, 20, swept)
	storms := b.trail(desk.Storms)
	require.Len(t, storms, 1)
	require.Equal(t, "desk.storm", storms[0].Action)
}

func TestHealthTellsLagDeadLettersAndOffers(t *testing.T) {
	down := errors.New("the line is down")
	b := ring(t, func(c *desk.Config) {
		c.Notifiers["log"] = escalation.NotifierFunc(func(context.Context, escalation.Notice) error { return outbox.Permanent(down) })
	})
	b.open("T-1")
	_, err := b.Deliver(context.Background())
	require.NoError(t, err)
	b.now = b.now.Add(20 * time.Minute)
	h, err := b.Health(context.Background())
	require.NoError(t, err)
	require.Equal(t, 1, h.Outbox.Dead)
	require.Equal(t, 1, h.Unanswered)
	require.Zero(t, h.Lag, "the offer stands for half an hour")
	b.now = b.now.Add(20 * time.Minute)
	h, err = b.Health(context.Background())
	require.NoError(t, err)
	require.Equal(t, 10*time.Minute, h.Lag)
	require.Equal(t, []string{"T-1"}, h.Forgotten)
	_, err = b.Sweep(context.Background())
	require.NoError(t, err)
	h, err = b.Health(context.Background())
	require.NoError(t, err)
	require.Empty(t, h.Forgotten)
}

func TestNoticeCarriesTokenTraceAndLink(t *testing.T) {
	b := ring(t, nil)
	trace := "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	_, err := b.say("T-1", sla.Created, func(ev *desk.Event) { ev.Trace, ev.Customer = trace, []byte(`{"deals":3}`) })
	require.NoError(t, err)
	_, err = b.Deliver(context.Background())
	require.NoError(t, err)
	require.Len(t, b.heard, 1)
	n := b.heard[0]
	require.Equal(t, trace, n.Trace)
	require.Equal(t, "https://desk.example.com/T-1", n.Link)
	require.JSONEq(t, `{"deals":3}`, string(n.Customer))
	require.True(t, escalation.CheckToken([]byte("secret"), n.Key, n.Token))
	require.Equal(t, trace, b.trail("T-1")[0].Trace)
}

func TestDigestTakenNoticesAreInTheTrail(t *testing.T) {
	b := ring(t, nil)
	for i := range 30 {
		b.open(fmt.Sprint("T-", i))
	}
	b.now = b.now.Add(30 * time.Hour) // every first answer is late: one address hears of all
	for range 10 {
		_, err := b.Sweep(context.Background())
		require.NoError(t, err)
		_, err = b.Deliver(context.Background())
		require.NoError(t, err)
	}
	told, digested := 0, 0
	for _, n := range b.heard {
		if n.To.Address == "log:desk" {
			told++
		}
	}
	for i := range 30 {
		for _, r := range b.trail(fmt.Sprint("T-", i)) {
			if r.Action == "notice.digested" && strings.Contains(fmt.Sprint(r.Changes), "log:desk") {
				digested++
			}
		}
	}
	require.Equal(t, 10, told)
	require.Equal(t, 20, digested)
}
