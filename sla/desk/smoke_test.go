package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

const text = `
vocabulary:
  fields:
    priority: {values: [urgent, normal]}
    status: {values: [open, pending, solved, closed]}
calendars:
  office: {zone: Europe/Berlin, hours: {mon-fri: "09:00-17:00"}}
policies:
  - name: standard
    calendar: office
    targets:
      - metric: first_response
        within: {urgent: 1h, normal: 4h}
        thresholds: [75%]
      - metric: resolution
        within: {urgent: 8h, normal: 16h}
        pause: [pending]
`

func TestSmoke(t *testing.T) {
	p, err := pack.Read("desk.yaml", []byte(text), nil)
	require.NoError(t, err)
	m := desk.NewMemory()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	d, err := desk.New(desk.Config{Store: m, Pack: p, Now: func() time.Time { return now }})
	require.NoError(t, err)
	ev := desk.Event{Ticket: "T-1"}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Actor, ev.Status = "1", sla.Created, sla.At(now), sla.Customer, "mara", "open"
	ev.Fields = sla.Fields{"priority": "urgent"}
	out, err := d.Handle(context.Background(), ev)
	require.NoError(t, err)
	fmt.Printf("%+v\n", out)
	now = now.Add(2 * time.Hour)
	n, err := d.Sweep(context.Background())
	require.NoError(t, err)
	fmt.Println("swept", n)
	ev2 := desk.Event{Ticket: "T-1"}
	ev2.Key, ev2.Kind, ev2.At, ev2.By, ev2.Actor, ev2.Status = "2", sla.StatusSet, sla.At(now), sla.Agent, "ana", "pending"
	_, err = d.Handle(context.Background(), ev2)
	require.NoError(t, err)
	trail, _ := m.Trail(context.Background(), "T-1", 0, 100)
	fold := audit.Fold{}
	for _, b := range trail {
		fmt.Println(string(b))
		r, err := audit.Open(b)
		require.NoError(t, err)
		require.NoError(t, fold.Apply(&r))
	}
	c, _ := m.Load(context.Background(), "T-1")
	require.Equal(t, c.Face(), fold)
}
