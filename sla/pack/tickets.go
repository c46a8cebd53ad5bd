package pack

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

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

// checkTickets notes the faults of the tickets section. A pack that hands out no tickets needs no status to open them to.
func (f File) checkTickets(problems *calendar.Problems, terms *sla.Terms) {
	t := f.Tickets
	for _, key := range []struct {
		name string
		d    sla.Duration
	}{{"reopen", t.Reopen}, {"close", t.Close}, {"stuck", t.Stuck}} {
		if key.d < 0 {
			problems.Add("tickets."+key.name, "must be more than zero, not %s", key.d)
		}
	}
	if t.Close > 0 && t.Reopen > t.Close {
		problems.Add("tickets.reopen", "is longer than close, %s, after which no ticket is opened again; write at most that", t.Close)
	}
	if t != (TicketsSpec{}) || len(f.Queues) > 0 {
		f.checkReopenTo(problems, terms.Values("status"))
	}
	if t.Link == "" {
		return
	}
	if u, err := url.Parse(t.Link); err != nil || u.Scheme == "" || !strings.Contains(t.Link, "{ticket}") {
		problems.Add("tickets.link", "%q is not a link to a ticket; write it whole, such as https://desk.example.com/tickets/{ticket}", t.Link)
	}
}

// checkReopenTo sees that a ticket that is opened again is open then. known are the statuses that the vocabulary declares.
func (f File) checkReopenTo(problems *calendar.Problems, known []string) {
	const path = "tickets.reopen_to"
	status := cmp.Or(f.Tickets.ReopenTo, "open")
	switch {
	case f.terminal(status):
		problems.Add(path, "%q is terminal, so that a ticket that is opened again would be resolved; write another status", status)
	case known == nil || slices.Contains(known, status):
	case f.Tickets.ReopenTo == "":
		problems.Add(path, "missing, and there is no status open; write the one that a reopened ticket gets")
	default:
		problems.Unknown(path, "status", status, known)
	}
}

// terminal says whether a ticket is resolved in a status.
func (f File) terminal(status string) bool {
	names := f.Statuses.Terminal
	if names == nil {
		names = []string{"solved", "closed"}
	}
	return slices.ContainsFunc(names, func(name string) bool {
		return name == status || slices.Contains(f.Statuses.Categories[name], status)
	})
}
