package routing_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// A ticket on Friday night: nobody of the queue is on hours, so that it overflows; who is on call declines, and it waits for
// Monday.
func ExampleRouter_Route() {
	router, err := routing.Compile(routing.Spec{
		Agents: []routing.AgentSpec{{ID: "ana", Hours: "office"}, {ID: "ben", Hours: "office", Capacity: 5}, {ID: "cyd"}},
		Queues: []routing.QueueSpec{
			{Name: "network", When: `type == "outage"`, Agents: []string{"ana", "ben"}, Overflow: "on call"},
			{Name: "on call", When: `priority == "urgent"`, Agents: []string{"cyd"}},
			{Name: "front desk", Agents: []string{"ana"}},
		},
	}, nil, map[string]calendar.Calendar{"office": calendar.MustParse("Europe/Berlin mon-fri 09:00-17:00")})
	if err != nil {
		panic(err)
	}
	var journey routing.Journey
	ticket := sla.Fields{"type": "outage"}
	roster := routing.Roster{"ana": {Load: 2}, "ben": {Load: 5}}
	look := func(at string) {
		now, _ := time.Parse(time.RFC3339, at)
		d := router.Route(routing.Request{Fields: ticket, Queue: journey.Queue, Journey: &journey, Now: sla.At(now)}, roster)
		journey.Take(d)
		fmt.Println(d)
	}
	look("2026-03-06T21:00:00+01:00")
	journey.Declined = append(journey.Declined, "cyd")
	look("2026-03-06T21:02:00+01:00")
	look("2026-03-09T09:00:00+01:00")
	// Output:
	// on call: cyd, 15m to accept (ana is out of hours office, ben is out of hours office)
	// front desk: waits until 2026-03-09T08:00:00Z, limit declined (ana is out of hours office)
	// front desk: ana, 15m to accept
}

// A decision is plain data, for a page or a log.
func ExampleDecision() {
	d := routing.Decision{
		Queue: "billing", Agent: "ana", Accept: sla.Duration(15 * time.Minute), Lead: "dee",
		Passed: []routing.Passed{{Agent: "ben", Why: "is away"}},
	}
	text, _ := json.Marshal(d)
	fmt.Println(string(text))
	// Output:
	// {"queue":"billing","agent":"ana","accept":"15m","lead":"dee","passed":[{"agent":"ben","why":"is away"}]}
}
