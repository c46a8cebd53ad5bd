package examples_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

const deskPack = `
calendars:
  office: {zone: Europe/Berlin, hours: {mon-fri: "09:00-17:30"}}
agents: [{id: ana, hours: office, capacity: 5}]
queues: [{name: support, agents: [ana], accept: 15m}]
policies:
  - name: standard
    calendar: office
    targets: [{metric: first_response, within: 4h}]
ladders:
  - name: answer
    on: first_response
    levels: [{at: 75%, notify: [assignee]}, {at: due, notify: ["slack:support"]}]
`

func Example_ownTables() {
	p, err := pack.Read("desk.yaml", []byte(deskPack), nil)
	if err != nil {
		log.Fatal(err)
	}
	now := time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC)
	id := "4711"
	load := func(id string) desk.Case { return desk.Case{Ticket: id} }
	exec := func(statement string, args ...any) {
		for i := range args {
			if text, ok := args[i].([]byte); ok {
				args[i] = fmt.Sprintf("%d bytes", len(text)/1000*1000)
			}
		}
		fmt.Println(statement, args)
	}
	event := desk.Event{Ticket: id}
	event.Key, event.Kind, event.At, event.By = "mail-1", sla.Created, sla.At(now), sla.Customer

	change, err := desk.Step(p, load(id), desk.Input{Now: sla.At(now), Event: &event})
	if err != nil {
		log.Fatal(err)
	}
	document, err := json.Marshal(change.Case)
	if err != nil {
		log.Fatal(err)
	}
	exec("UPDATE tickets SET desk = ?, wake = ? WHERE id = ? AND seq = ?", document, change.Case.Wake, id, change.Before.Seq)
	for i, record := range change.Records {
		exec("INSERT INTO trail VALUES (?, ?, ?)", id, change.Before.Seq+uint64(i)+1, record)
	}
	for _, op := range change.Ops {
		exec("INSERT INTO notices VALUES (?, ?)", op.Key, op.Kind)
	}
	// Output:
}
