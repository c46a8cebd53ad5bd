package sim

import "github.com/bellhop-sla/bellhop/sla"

// step is one thing that happened to a ticket, as the history tells it.
type step struct {
	at sla.Instant
	// opened is when the ticket was opened, where the step tells.
	opened sla.Instant
	line   int
	kind   Kind
	tenant string
	// status is the new status, or empty where it did not change.
	status string
	// assigned says that team and agent hold from now on; empty is nobody.
	assigned    bool
	team, agent string
	// fields are the ticket's fields from now on in the order of the map's columns, or nil where they did not change.
	fields []any
	// claim is what the history itself says of the promise.
	claim claim
}

// claim is what a history says of a promise.
type claim struct {
	verdict verdict
	due     sla.Instant
}

type verdict uint8

const (
	unjudged verdict = iota
	promiseMet
	promiseMissed
)
