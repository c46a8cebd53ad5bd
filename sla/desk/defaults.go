package desk

import (
	"cmp"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

const day = sla.Duration(24 * time.Hour)

// reopenWithin is how long after resolution a ticket goes back to who had it.
func reopenWithin(p *pack.Pack) time.Duration {
	return time.Duration(cmp.Or(p.File.Tickets.Reopen, 7*day))
}

// closeAfter is how long after resolution a ticket is closed for good.
func closeAfter(p *pack.Pack) time.Duration {
	return time.Duration(cmp.Or(p.File.Tickets.Close, 30*day))
}

// idle is how long an open ticket that nothing wakes is left alone.
func idle(p *pack.Pack) time.Duration { return time.Duration(cmp.Or(p.File.Tickets.Stuck, day)) }

// reopenTo is the status of a ticket that is opened again.
func reopenTo(p *pack.Pack) string { return cmp.Or(p.File.Tickets.ReopenTo, "open") }
