package live_test

import (
	"encoding/json"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// noon is when the tests take place: a Friday.
var noon = sla.At(time.Date(2026, time.March, 6, 12, 0, 0, 0, time.UTC))

// part is a part of a change made by hand.
type part func(*desk.Change)

// customer makes documents so long that most changes are written as patches, where there are any. Nothing in it is there twice.
var customer = func() json.RawMessage {
	var list []int
	for i := range 400 {
		list = append(list, i*i*i)
	}
	text, _ := json.Marshal(list) // numbers can be written
	return text
}()

// making returns what makes a change of a case: one record more, and what the parts say.
func making(parts ...part) func(desk.Case) (desk.Change, error) {
	return func(c desk.Case) (desk.Change, error) {
		ch := desk.Change{Case: c.Clone(), Before: c.Head}
		ch.Case.Format = desk.CaseFormat
		if ch.Case.State == nil {
			ch.Case.State, ch.Case.Customer = sla.NewState(c.Ticket), customer
		}
		for _, p := range parts {
			p(&ch)
		}
		r := audit.Record{
			Entity: c.Ticket, Action: "tried", Outcome: audit.Applied, Actor: audit.Actor{ID: "ana", Kind: audit.User},
			At: noon.Time(), Recorded: noon.Time(), Rule: ch.Case.Lead,
		}
		sealed, head, err := c.Head.Seal(nil, &r)
		ch.Records, ch.Case.Head = [][]byte{sealed}, head
		return ch, err
	}
}

// waking is making for a sweep.
func waking(parts ...part) func(desk.Case, sla.Instant) (desk.Change, error) {
	return func(c desk.Case, _ sla.Instant) (desk.Change, error) { return making(parts...)(c) }
}

// wake says when the ticket wants to be looked at.
func wake(at sla.Instant) part { return func(ch *desk.Change) { ch.Case.Wake = at } }

// lead names a lead, to tell one case from another.
func lead(name string) part { return func(ch *desk.Change) { ch.Case.Lead = name } }

// standing says whether the ticket is open and paused.
func standing(open, paused bool) part {
	return func(ch *desk.Change) { ch.Case.Open, ch.Case.Paused = open, paused }
}

// offer offers the ticket to an agent.
func offer(agent string) part {
	return func(ch *desk.Change) {
		ch.Case.Handoff = outbox.Handoff{ID: "o", Agent: agent, State: outbox.Offered, At: noon}
	}
}

// carry gives tickets to an agent, or takes them.
func carry(agent string, by, room int) part {
	return weight(desk.Load{Agent: agent, By: by, Room: room})
}

// weight changes what an agent carries.
func weight(l desk.Load) part { return func(ch *desk.Change) { ch.Loads = append(ch.Loads, l) } }

// ops changes deliveries.
func ops(list ...outbox.Op) part { return func(ch *desk.Change) { ch.Ops = append(ch.Ops, list...) } }

// put puts a message that is due at an instant.
func put(key string, due sla.Instant) outbox.Op {
	return outbox.Op{Kind: outbox.Put, Key: key, Message: &outbox.Message{
		Notice: escalation.Notice{
			Key: key, Kind: escalation.Alert, Ticket: "T-1", To: escalation.Person{ID: "ana", Address: "log:ana"}, At: noon,
		},
		Due: due,
	}}
}
