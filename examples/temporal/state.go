package main

import (
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// The names by which a ticket's workflow is reached.
const (
	TicketWorkflow = "Ticket"
	EventUpdate    = "event"   // a desk.Event from outside; gives an Answer
	OwnUpdate      = "own"     // one that another ticket of the desk sends; gives an Answer
	ReleaseUpdate  = "release" // the version of the pack that takes the next step
	EventSignal    = "event"   // a desk.Event whose sender does not wait; what became of it stands in the case
	StateQuery     = "state"   // gives the State
)

// State is a ticket between two runs of its workflow: plain data, one JSON document.
type State struct {
	Case desk.Case `json:"case"`
	// Release is the version of the pack that takes the next step.
	Release string `json:"release"`
	// Outbox are the notices that are pending and the dead letters, by key. Of what came to another end the trail tells.
	Outbox []outbox.Delivery `json:"outbox,omitempty"`
	// Aside is why the ticket looks at its clocks no more, until an event or a new release comes.
	Aside string `json:"aside,omitempty"`
	// Turn is after how many changes a run ends and the next begins, beside what the server suggests. 0 leaves it to the server.
	Turn int `json:"turn,omitempty"`
	// Grain is what wakes are rounded up to, so that those close to each other share a timer. 0 leaves them as they are.
	Grain time.Duration `json:"grain,omitempty"`
	// Senders is how many notices of the ticket are on their way at once; 0 means 8.
	Senders int64 `json:"senders,omitempty"`
}

// Answer is what became of an event. A refusal is an answer too: it stands in the trail.
type Answer struct {
	Outcome desk.Outcome  `json:"outcome"`
	Refusal *desk.Refusal `json:"refusal,omitempty"`
}

// handled returns what a desk's Handle does: a refusal is an error. err is why there is no answer.
func (a Answer) handled(err error) (desk.Outcome, error) {
	if err == nil && a.Refusal != nil {
		err = a.Refusal
	}
	return a.Outcome, err
}

// place returns where a delivery stands in the outbox, or would.
func place(list []outbox.Delivery, key string) (int, bool) {
	return slices.BinarySearchFunc(list, key, func(d outbox.Delivery, key string) int { return strings.Compare(d.Key, key) })
}

// delivery returns the delivery of a key, or nil.
func (s *State) delivery(key string) *outbox.Delivery {
	if i, ok := place(s.Outbox, key); ok {
		return &s.Outbox[i]
	}
	return nil
}

// applied returns the outbox after the ops of a change, and the keys of what is to be sent now. The outbox stays as it was.
func (s *State) applied(ops []outbox.Op) (list []outbox.Delivery, send []string, err error) {
	list = slices.Clone(s.Outbox)
	for _, op := range ops {
		i, there := place(list, op.Key)
		if !there {
			list = slices.Insert(list, i, outbox.Delivery{})
		}
		changed, err := list[i].Apply(op)
		if err != nil {
			return nil, nil, err
		}
		if changed && (op.Kind == outbox.Put || op.Kind == outbox.Replay) {
			send = append(send, op.Key)
		}
		if state := list[i].State; state != outbox.Pending && state != outbox.Dead {
			list = slices.Delete(list, i, i+1)
		}
	}
	slices.Sort(send)
	return list, send, nil
}
