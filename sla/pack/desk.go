package pack

import (
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// AgentSpec declares somebody who works at the desk: who takes tickets and how the person is reached.
type AgentSpec struct {
	ID string `json:"id" yaml:"id"`
	// Address is scheme:rest, such as mailto:ana@example.com, slack:support or log:ana. None means log:ID.
	Address string `json:"address,omitempty" yaml:"address,omitempty"`
	// Hours is the calendar in whose hours the person works and hears. None means always.
	Hours string `json:"hours,omitempty" yaml:"hours,omitempty"`
	// Capacity is how many tickets the person holds or is offered at once. None means no limit.
	Capacity int `json:"capacity,omitempty" yaml:"capacity,omitempty"`
}

// LimitsSpec are the guardrails of a ticket.
type LimitsSpec struct {
	// Hops is how often a ticket may change hands. None means 10.
	Hops int `json:"hops,omitempty" yaml:"hops,omitempty"`
	// Between is the least wall time between two reassignments. None means 5m.
	Between sla.Duration `json:"between,omitempty" yaml:"between,omitempty"`
	// Queue is where a ticket goes that broke a limit. None means the last queue.
	Queue string `json:"queue,omitempty" yaml:"queue,omitempty"`
	// Notices is how many notices a ticket may send in 24 hours. None means 50.
	Notices int `json:"notices,omitempty" yaml:"notices,omitempty"`
	// Fallback is the address that hears of a broken limit. None means the address of the last level of the ladder.
	Fallback string `json:"fallback,omitempty" yaml:"fallback,omitempty"`
}

// TicketsSpec says what becomes of tickets at large.
type TicketsSpec struct {
	// Reopen is the wall time after resolution in which a customer's message opens a ticket again, for the last assignee if
	// present. None means 168h. Later ones open it too, and it is routed anew.
	Reopen sla.Duration `json:"reopen,omitempty" yaml:"reopen,omitempty"`
	// Close is the wall time after resolution at which a ticket is closed for good: a later message opens a new ticket that
	// follows it. None means 720h.
	Close sla.Duration `json:"close,omitempty" yaml:"close,omitempty"`
	// Stuck is the wall time without a wake, an owner and an answer after which a ticket is stuck. None means 24h.
	Stuck sla.Duration `json:"stuck,omitempty" yaml:"stuck,omitempty"`
	// ReopenTo is the status that a reopened ticket gets. None means open.
	ReopenTo string `json:"reopen_to,omitempty" yaml:"reopen_to,omitempty"`
	// Link is where people read a ticket; {ticket} stands for its id.
	Link string `json:"link,omitempty" yaml:"link,omitempty"`
}

// routes returns the part of the file that routing compiles.
func (f File) routes() routing.Spec {
	s := routing.Spec{Queues: f.Queues, Limits: routing.Limits{Hops: f.Limits.Hops, Between: f.Limits.Between, Fallback: f.Limits.Queue}}
	for _, a := range f.Agents {
		s.Agents = append(s.Agents, routing.AgentSpec{ID: a.ID, Capacity: a.Capacity, Hours: a.Hours})
	}
	return s
}

// ladders returns the part of the file that escalation compiles.
func (f File) ladders() escalation.Spec {
	s := escalation.Spec{
		Roles: f.Roles, OnCall: f.OnCall, Ladders: f.Ladders,
		Limits: escalation.Limits{Notices: f.Limits.Notices, Fallback: f.Limits.Fallback},
	}
	for _, a := range f.Agents {
		s.People = append(s.People, escalation.PersonSpec{ID: a.ID, Address: a.Address, Hours: a.Hours})
	}
	return s
}

// clocks returns the names of the clocks that the policies run.
func (f File) clocks() (names []string) {
	for _, p := range f.Policies {
		for _, t := range p.Targets {
			name := t.Name
			if name == "" {
				name = string(t.Metric)
			}
			names = append(names, name)
		}
	}
	return names
}
