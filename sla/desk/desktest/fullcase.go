package desktest

import (
	"encoding/json"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// fullCase returns a case in which every field says something, with texts that a store may be tempted to change. The head is
// left to the change that stores it.
func fullCase(ticket string) desk.Case {
	return desk.Case{
		Format: desk.CaseFormat, Ticket: ticket, Release: "v1", State: fullState(ticket),
		Handoff: outbox.Handoff{ID: "offer", Agent: "zoë", Queue: "first", State: outbox.Declined, At: noon, Until: noon + 1, Ended: noon + 2, Reason: " spaces \t"},
		Journey: routing.Journey{Queue: "first", Hops: 2, Moved: noon, Visited: []string{"first", "second"}, Declined: []string{"zoë"}},
		Offers:  2, Lead: "lea", Units: 2, Interruptible: true, Owner: "ben", Look: noon + 3,
		Ladders: escalation.Progress{
			Rungs: []escalation.Rung{{Ladder: "first", Subject: "first_response", Cycle: 1, Level: 2, At: noon, Fired: noon + 4, Wake: noon + 5}},
			Day:   noon, Sent: 7,
		},
		Watchers: []string{"b", "a"}, Tags: []string{"<b>", "日本", "\u2028"},
		Notices: []desk.Noted{{Key: "n/1", Kind: "alert", Ladder: "first", Subject: "first_response", Level: 1, To: "log:lea", At: noon, State: outbox.Dead, Settled: noon + 6}},
		Into:    "T/other", Follows: "T'before", Resolved: noon + 7, Link: "https://example.com/t?a=1&b=2",
		Customer: json.RawMessage(`{"z":1,"a":{"big":12345678901234567890,"small":1.50},"text":"\u003c"}`),
		Trace:    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
		Taken:    []desk.Taken{{Key: "e1", Outcome: audit.Refused, Reason: `"quoted" \ slashed`, Seq: 9, Own: true}},
		Refused:  []desk.Taken{{Key: "e0", Outcome: audit.Refused, Reason: desk.Malformed, Seq: 8}},
		Pending: []desk.Event{{
			Ticket: ticket, Event: sla.Event{Key: "e2", Kind: desk.Settled, At: noon},
			Verdict: &outbox.Outcome{Key: "n/1", Token: 1 << 60, Verdict: outbox.GiveUp, At: noon, Reason: "no\nanswer"},
		}},
		Open: true, Paused: true, Wake: noon + 8,
	}
}

// fullState returns clocks with nanoseconds that a store must not round.
func fullState(ticket string) *sla.State {
	st := sla.NewState(ticket)
	st.Tenant = "acme"
	st.Facts = sla.Facts{Created: noon - 1, Status: "open", Assignee: "zoë", Spoke: true}
	st.Fields = sla.Fields{"subject": "Ünïcode \U0001f514", "vip": true, "number": "0010"}
	st.Log = []sla.Event{{Key: "e0", Kind: sla.Created, At: noon - 1, By: sla.Customer, Fields: sla.Fields{"vip": true}}}
	st.Clocks = []sla.Clock{{
		Name: "first_response", Target: 14_400_000_000_001, Started: noon - 1, Since: noon - 1, Due: noon + 14_400_000_000_000,
		Next: noon + 9, Cycle: 1, Spans: []sla.Span{{From: noon - 3, To: noon - 2, Gap: true}},
		More: &sla.More{Floor: noon + 10, Reasons: []string{"spare part"}},
	}}
	st.Emitted = []sla.Effect{{Clock: "first_response", Cycle: 1, Kind: sla.ThresholdReached, Threshold: "75%", At: noon - 1}}
	return st
}

// strangeNames are names that only a careless store takes for each other: an id is opaque text.
var strangeNames = []string{
	"T", "t", " T", "T ", "T%", "T_", "T'", `T"`, `T\`, "T/1", "T\n", "Ｔ", "\u00e9", "e\u0301", "straße", "strasse", "1", "01", "1.0",
	"日本", "\U0001f514", "'; drop table cases; --", "a-name-of-two-hundred-letters-" + filler,
}

const filler = "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" +
	"01234567890123456789012345678901234567890123456789012345678901234567890"
