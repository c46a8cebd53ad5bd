package outbox_test

import (
	"time"

	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// noon is an instant of no importance.
var noon = sla.At(time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC))

// alert returns an alert that is due at noon.
func alert(key string) outbox.Message {
	return outbox.Message{Due: noon, Notice: escalation.Notice{
		Key: key, Kind: escalation.Alert, Ticket: "T-1", To: escalation.Person{ID: "ana", Address: "log:ana"}, At: noon,
	}}
}

// put returns the op that puts a message.
func put(m outbox.Message) outbox.Op { return outbox.Op{Kind: outbox.Put, Key: m.Key, Message: &m} }

// verdict returns the op that settles the present claim of d.
func verdict(d outbox.Delivery, v outbox.Verdict, at sla.Instant) outbox.Op {
	return outbox.Op{Kind: outbox.Settle, Key: d.Key, Outcome: outbox.Outcome{
		Key: d.Key, Token: d.Token, Verdict: v, At: at, Next: at, Reason: string(v),
	}}
}

// back returns the op that gives the present claim of d back before the attempt began.
func back(d outbox.Delivery, at sla.Instant) outbox.Op {
	op := verdict(d, outbox.Again, at)
	op.Outcome.Unbegun = true
	return op
}

// drawOp draws an op on key, of any kind and mostly sensible.
func drawOp(t *rapid.T, key string, token uint64, now sla.Instant) outbox.Op {
	m := alert(key)
	m.Count = rapid.IntRange(0, 1).Draw(t, "count")
	op := outbox.Op{Kind: rapid.SampledFrom([]outbox.OpKind{
		outbox.Put, outbox.Settle, outbox.Settle, outbox.Settle, outbox.Replay, outbox.Discard, outbox.Cancel, outbox.Amend, "",
	}).Draw(t, "kind"), Key: key, At: now, Reason: "because"}
	if op.Kind == outbox.Put || op.Kind == outbox.Amend {
		op.Message = &m
	}
	if op.Kind == outbox.Settle {
		op.Outcome = outbox.Outcome{
			Key: key, Token: token - min(token, rapid.SampledFrom([]uint64{0, 0, 0, 1}).Draw(t, "older")), At: now, Reason: "because",
			Verdict: rapid.SampledFrom([]outbox.Verdict{
				outbox.Done, outbox.Again, outbox.GiveUp, outbox.Lapse, outbox.Fold, "",
			}).Draw(t, "verdict"),
			Unbegun: rapid.Bool().Draw(t, "unbegun"),
		}
		op.Outcome.Next = now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "next")) * time.Second)
	}
	return op
}
