package sim

import (
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// Kind is what a moment or an event of a history is about.
type Kind string

// The kinds of a moment or an event.
const (
	Opened        Kind = "opened"          // a customer opened the ticket
	OpenedByAgent Kind = "opened_by_agent" // an agent opened the ticket
	Asked         Kind = "asked"           // a message of the customer
	Reply         Kind = "reply"           // a public message of an agent
	Note          Kind = "note"            // an internal note of an agent
	Automatic     Kind = "automatic"       // a public message of a bot
	Changed       Kind = "changed"         // nothing but a change of status, team, agent or fields
	Assigned      Kind = "assigned"        // the ticket was given to a team or an agent
	Merged        Kind = "merged"          // the ticket was merged into another
	Deleted       Kind = "deleted"
	Spam          Kind = "spam"
	Restored      Kind = "restored" // undoes merged, deleted and spam
)

var kinds = []string{
	string(Opened), string(OpenedByAgent), string(Asked), string(Reply), string(Note), string(Automatic),
	string(Changed), string(Assigned), string(Merged), string(Deleted), string(Spam), string(Restored),
}

func (k Kind) check(p *calendar.Problems, path string) {
	if !slices.Contains(kinds, string(k)) {
		p.Unknown(path, "kind", string(k), kinds)
	}
}

func (k Kind) opens() bool { return k == Opened || k == OpenedByAgent }

// happening returns the event that k is by itself, without what changed beside it. Kind is empty where there is none.
func (k Kind) happening() sla.Event {
	switch k {
	case Asked:
		return sla.Event{Kind: sla.Message, By: sla.Customer, Public: true}
	case Reply:
		return sla.Event{Kind: sla.Message, By: sla.Agent, Public: true}
	case Note:
		return sla.Event{Kind: sla.Message, By: sla.Agent}
	case Automatic:
		return sla.Event{Kind: sla.Message, By: sla.Bot, Public: true}
	case Merged:
		return sla.Event{Kind: sla.TicketMerged}
	case Deleted:
		return sla.Event{Kind: sla.TicketDeleted}
	case Spam:
		return sla.Event{Kind: sla.TicketSpam}
	case Restored:
		return sla.Event{Kind: sla.TicketRestored}
	}
	return sla.Event{}
}
