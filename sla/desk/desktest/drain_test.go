package desktest

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// When its context ends the desk finishes what is at work, gives back what is not, and leaves no goroutine: the bubble would
// not end otherwise.
func TestCancelDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, err := readPack()
		require.NoError(t, err)
		store := desk.NewMemory()
		now := sla.At(time.Now())
		for _, key := range []string{"slow", "next", "last"} {
			m := message(key, now)
			m.Ticket, m.To.Address, m.Kind = "", "people:"+key, escalation.Offer
			require.NoError(t, store.Update(t.Context(), "T", func(c desk.Case) (desk.Change, error) { return draft(c, ops(putOp(m))) }))
			now++
		}
		began := make(chan struct{})
		told := 0
		people := escalation.NotifierFunc(func(context.Context, escalation.Notice) error {
			close(began)
			time.Sleep(3 * time.Second)
			told++
			return nil
		})
		d, err := desk.New(desk.Config{
			Store: store, Pack: p, Now: time.Now, After: time.After, Sender: outbox.Deliverer{Workers: 1},
			Notifiers: map[string]escalation.Notifier{"people": people},
		})
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- d.Run(ctx) }()
		<-began
		cancel()
		require.NoError(t, <-ended)
		require.Equal(t, 1, told)
		left, err := store.Deliveries(context.Background(), outbox.Pending, "", 10)
		require.NoError(t, err)
		require.Equal(t, []string{"last", "next"}, keys(left))
		for _, d := range left {
			require.Zero(t, d.Lease, "%s is held", d.Key)
		}
	})
}
