package audit_test

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
)

// A ticket is opened, and its priority is raised at two in the morning. Each record carries the hash of the one before it;
// the head stands with the ticket, so that a trail that was cut or rewritten shows.
func Example() {
	at := time.Date(2026, 11, 24, 1, 30, 0, 0, time.UTC)
	opened := audit.Record{
		Entity: "ticket/7", Action: "ticket.opened", Outcome: audit.Applied, Actor: audit.Actor{ID: "ana", Kind: audit.User},
		At: at, Recorded: at,
		Changes: []audit.Change{{Field: "priority", After: audit.Text("high")}},
	}
	at = at.Add(30 * time.Minute)
	raised := audit.Record{
		Entity: "ticket/7", Action: "escalation.fired", Outcome: audit.Applied, Actor: audit.Actor{ID: "ladders", Kind: audit.Rule},
		At: at, Recorded: at, Rule: "resolution/75%",
		Reason:  audit.Reason{Template: "level.reached", Args: []audit.Arg{{Name: "share", Value: audit.Int(75)}}},
		Changes: []audit.Change{{Field: "priority", Before: audit.Text("high"), After: audit.Text("urgent")}},
	}

	var trail [][]byte
	var head audit.Head
	for _, r := range []*audit.Record{&opened, &raised} {
		sealed, next, err := head.Seal(nil, r)
		if err != nil {
			fmt.Println(err)
			return
		}
		trail, head = append(trail, sealed), next
	}

	reasons := map[string]string{"level.reached": "{share} % of the time is used"}
	state := audit.Fold{}
	for _, sealed := range trail {
		r, _ := audit.Open(sealed)
		_ = state.Apply(&r)
		fmt.Println(r.Explain(reasons))
	}
	fmt.Println("priority:", state["priority"])

	found, err := audit.Verify("ticket/7", slices.Values(trail))
	fmt.Println("whole:", found == head, err)
	trail[0] = bytes.Replace(trail[0], []byte("ana"), []byte("bob"), 1)
	_, err = audit.Verify("ticket/7", slices.Values(trail))
	fmt.Println("tampered:", err)

	// Output:
	// 2026-11-24 01:30 UTC  user ana  ticket.opened  priority nothing → high
	// 2026-11-24 02:00 UTC  rule ladders  escalation.fired  75 % of the time is used, priority high → urgent  rule resolution/75%
	// priority: urgent
	// whole: true <nil>
	// tampered: ticket/7: record 2: it follows b07ef03b2ca8; the record before it is 977a4602fc52
}
