package desktest

import (
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// noon is when the hand-made rules take place: a Friday.
var noon = sla.At(time.Date(2020, 3, 6, 12, 0, 0, 0, time.UTC))

// part is a part of a hand-made change.
type part func(*desk.Change)

// draft makes the change of a case that the parts say, with one record more on its chain.
func draft(c desk.Case, parts ...part) (desk.Change, error) {
	next := desk.Change{Case: c, Before: c.Head}
	next.Case.Format = desk.CaseFormat
	if c.State == nil {
		next.Case.State = sla.NewState(c.Ticket)
	}
	for _, p := range parts {
		p(&next)
	}
	return next, record(&next, "checked")
}

// record puts one record at the end of the chain of a change.
func record(next *desk.Change, rule string) error {
	r := audit.Record{
		Entity: next.Case.Ticket, Action: "desk.checked", Outcome: audit.Applied,
		Actor: audit.Actor{ID: "desktest <&>", Kind: audit.System},
		At:    noon.Time(), Recorded: noon.Time(), Rule: rule,
	}
	sealed, head, err := next.Case.Head.Seal(nil, &r)
	if err != nil {
		return err
	}
	next.Records, next.Case.Head = append(next.Records, sealed), head
	return nil
}

// wake says when the ticket wants to be looked at.
func wake(at sla.Instant) part { return func(next *desk.Change) { next.Case.Wake = at } }

// lead names a lead, to tell one case from another.
func lead(name string) part { return func(next *desk.Change) { next.Case.Lead = name } }

// load takes or gives back a place of an agent.
func load(agent string, by, room int) part {
	return func(next *desk.Change) {
		next.Loads = append(next.Loads, desk.Load{Agent: agent, By: by, Room: room})
	}
}

// carry makes changes of loads.
func carry(loads ...desk.Load) part {
	return func(next *desk.Change) { next.Loads = append(next.Loads, loads...) }
}

// ops changes deliveries.
func ops(list ...outbox.Op) part {
	return func(next *desk.Change) { next.Ops = append(next.Ops, list...) }
}

// put puts messages that are due at noon.
func put(keys ...string) part {
	return func(next *desk.Change) {
		for _, key := range keys {
			next.Ops = append(next.Ops, putOp(message(key, noon)))
		}
	}
}

func putOp(m outbox.Message) outbox.Op { return outbox.Op{Kind: outbox.Put, Key: m.Key, Message: &m} }

// message returns a message of that key.
func message(key string, due sla.Instant) outbox.Message {
	return outbox.Message{
		Notice: escalation.Notice{
			Key: key, Kind: escalation.Alert, Ticket: "T", To: escalation.Person{ID: "ana", Address: "log:ana"},
			At: noon, Fields: sla.Fields{"subject": "Drucker <brennt> & raucht"},
		},
		Due: due,
	}
}

// verdict returns the verdict on a claimed delivery.
func verdict(d outbox.Delivery, v outbox.Verdict, at sla.Instant) outbox.Outcome {
	return outbox.Outcome{Key: d.Key, Ticket: d.Ticket, Token: d.Token, Verdict: v, At: at}
}
