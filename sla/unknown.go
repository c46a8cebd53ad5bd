package sla

import (
	"errors"
	"fmt"
)

// ErrUnknownClock says that a ticket has no clock, or no cycle of a clock, of that name.
var ErrUnknownClock = errors.New("unknown clock")

func unknownClock(st *State, clock string) error {
	return fmt.Errorf("ticket %q has no such cycle of %q: %w", st.Ticket, clock, ErrUnknownClock)
}
