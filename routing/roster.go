package routing

import "github.com/bellhop-sla/bellhop/sla"

// Present is how one agent stands: what the host and the store know beyond the pack.
type Present struct {
	Load int  // units of work held and offered; a ticket is 1 unless its channel or row says otherwise
	Away bool // not to be offered anything, whatever the hours say

	Offline       bool        // not there at all; like Away, and told apart from it in reasons
	Interruptible int         // how much of Load may be set aside for a ticket that interrupts
	Idle          sla.Instant // since when there has been nothing in hand; none counts as longest
	Last          sla.Instant // when a ticket was last given; none counts as longest ago
}

// Roster is how the agents stand, by id. An agent who is not in it has no load and is there.
type Roster map[string]Present
