package examples_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

const deskPack = `
calendars:
  office: {zone: Europe/Berlin, hours: {mon-fri: "09:00-17:30"}}
agents:
  - {id: ana, hours: office, capacity: 5}
queues:
  - {name: support, agents: [ana], accept: 15m}
policies:
  - name: standard
    calendar: office
    targets: [{metric: first_response, within: 4h}]
ladders:
  - name: answer
    on: first_response
    levels:
      - {at: 75%, notify: [assignee]}
      - {at: due, notify: ["slack:support"], runbook: "https://example.com/late"}
`

// deskOf reads the pack.
func deskOf() *pack.Pack {
	p, err := pack.Read("desk.yaml", []byte(deskPack), nil)
	if err != nil {
		log.Fatal(err)
	}
	return p
}

// opened is a ticket's first event.
func opened(id string, at time.Time) desk.Event {
	return desk.Event{Ticket: id, Event: sla.Event{
		Key: "mail-1", Kind: sla.Created, At: sla.At(at), By: sla.Customer, Actor: "mara",
	}}
}

func Example_desk() {
	now := time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC)
	ctx, event := context.Background(), opened("4711", now)
	log.SetFlags(0)

	d, err := desk.New(desk.Config{
		Store: desk.NewMemory(), // or sqlstore, or your own tables
		Pack:  deskOf(),         // pack.Read("desk.yaml", text, holidays.All{})
		Now:   func() time.Time { return now },
		Notifiers: map[string]escalation.Notifier{ // outbox has a webhook, Slack, mail and a log
			"slack": escalation.NotifierFunc(func(_ context.Context, n escalation.Notice) error {
				fmt.Println(n.Text())
				return nil
			}),
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	outcome, err := d.Handle(ctx, event)
	if err != nil {
		log.Fatal(err) // refused with every fault, or not stored: the event may be sent again
	}
	fmt.Printf("%s, record %d of ticket %s\n\n", outcome.Outcome, outcome.Seq, outcome.Ticket)
	now = now.Add(4*time.Hour + time.Minute)
	for _, work := range []func(context.Context) (int, error){d.Sweep, d.Deliver} { // what d.Run(ctx) does all day
		if _, err := work(ctx); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// applied, record 1 of ticket 4711
	//
	// Late by 1m: first_response of ticket 4711
	// Ticket: 4711
	// Promise: first_response: 4h1m of 4h used, 1m over
	// Due: Tue 2026-11-24 14:00 CET
	// Why: policy standard (version b279b852f80b), ladder answer, level 2 (due)
	// Noticed: 1m after it became true
	// Queue: support
	// Runbook: https://example.com/late
	// To do: acknowledge, or snooze it, and it is not repeated; higher levels are told all the same
}

func Example_ownTables() {
	p, id := deskOf(), "4711"
	now := time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC)
	event := opened(id, now)
	load := func(id string) desk.Case { return desk.Case{Ticket: id} }
	exec := func(statement string, args ...any) {
		for i := range args {
			if _, ok := args[i].([]byte); ok {
				args[i] = "…"
			}
		}
		fmt.Println(statement, args)
	}
	change, err := desk.Step(p, load(id), desk.Input{Now: sla.At(now), Event: &event})
	if err != nil {
		log.Fatal(err)
	}
	document, err := json.Marshal(change.Case)
	if err != nil {
		log.Fatal(err)
	}
	exec("UPDATE tickets SET desk = ?, wake = ?, seq = ? WHERE id = ? AND seq = ?", // no row: the ticket moved on, step again
		document, change.Case.Wake, change.Case.Head.Seq, id, change.Before.Seq)
	for i, record := range change.Records {
		exec("INSERT INTO trail VALUES (?, ?, ?)", id, change.Before.Seq+uint64(i)+1, record)
	}
	for _, op := range change.Ops { // put is a notice to be sent: op.Message
		exec("INSERT INTO notices VALUES (?, ?)", op.Key, op.Kind)
	}
	// Output:
	// UPDATE tickets SET desk = ?, wake = ?, seq = ? WHERE id = ? AND seq = ? [… 2026-11-24T09:15:00Z 3 4711 0]
	// INSERT INTO trail VALUES (?, ?, ?) [4711 1 …]
	// INSERT INTO trail VALUES (?, ?, ?) [4711 2 …]
	// INSERT INTO trail VALUES (?, ?, ?) [4711 3 …]
	// INSERT INTO notices VALUES (?, ?) [4711/offer/0/1/ana/ put]
}
