package examples_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// tickets stands for the host's own table.
type tickets map[int64]row

type row struct {
	state []byte
	due   sla.Instant
	wake  sla.Instant
}

// supportDesk is a policy with one target of eight business hours.
func supportDesk() *sla.Policies {
	policies, err := sla.Compile(sla.Spec{Policies: []sla.PolicySpec{{
		Name: "standard", Calendar: "office",
		Targets: []sla.TargetSpec{{Metric: sla.Resolution, Within: sla.Within{All: sla.BusinessTime(8 * time.Hour)}}},
	}}}, nil, map[string]calendar.Calendar{"office": calendar.MustParse("Europe/Berlin mon-fri 09:00-17:00")})
	if err != nil {
		log.Fatal(err)
	}
	return policies
}

func Example_store() {
	policies, table, id := supportDesk(), tickets{}, int64(42)
	event := sla.Event{
		Key: "message-1", At: sla.At(time.Date(2026, time.March, 6, 15, 0, 0, 0, time.UTC)), Kind: sla.Created, By: sla.Customer,
	}
	state := sla.NewState(fmt.Sprint(id))
	if stored, ok := table[id]; ok {
		if err := json.Unmarshal(stored.state, state); err != nil {
			log.Fatal(err)
		}
	}
	effects, err := policies.Step(state, event, nil)
	if err != nil {
		log.Fatal(err) // a malformed event: the state is as it was
	}
	document, err := json.Marshal(state)
	if err != nil {
		log.Fatal(err)
	}
	due, _ := state.Due()
	wake, _ := state.Wake()
	table[id] = row{document, due, wake} // UPDATE … SET sla = $1, due_at = $2, next_event_at = $3 in your transaction
	for _, e := range effects {
		fmt.Println(e.ID(), e.Revision) // INSERT … ON CONFLICT DO NOTHING, then act on what is new
	}
	fmt.Println("due", table[id].due)
	// Output: due 2026-03-09T15:00:00Z
}

func Example_backAt() {
	office := calendar.MustParse("America/New_York mon-fri 09:00-17:30")
	now := time.Date(2026, time.March, 6, 23, 0, 0, 0, time.UTC) // Friday, 18:00 in New York
	if !office.IsOpen(now) {
		back, err := office.NextOpen(now)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("We are back at", back.In(office.Zone()).Format("Mon 15:04 MST"))
	}
	// Output: We are back at Mon 09:00 EDT
}
