package sim

import "github.com/bellhop-sla/bellhop/sla"

// Map says which column of a history is what. It is plain data; Open checks it against the heading of a history.
//
// A history has one of two shapes. With Moments each row is one whole ticket and several of its columns are instants.
// With Event each row is one event of a ticket. A map has one of the two and not both.
type Map struct {
	// Separator stands between two cells. Empty means a comma.
	Separator string `json:"separator,omitempty" yaml:"separator,omitempty"`
	// Ticket is the column of the ticket's id.
	Ticket string `json:"ticket" yaml:"ticket"`
	// Tenant is the column of the tenant, or empty where there is none.
	Tenant string `json:"tenant,omitempty" yaml:"tenant,omitempty"`
	// Time says how instants are written.
	Time Time `json:"time" yaml:"time"`
	// Fields are the columns of the ticket's fields, by the name of the field in the vocabulary. The fields id, tenant,
	// status, team and assignee are not among them: other keys of the map tell them.
	Fields map[string]Column `json:"fields,omitempty" yaml:"fields,omitempty"`
	// Moments are the columns that hold instants, where a row is a whole ticket.
	Moments []Moment `json:"moments,omitempty" yaml:"moments,omitempty"`
	// Event are the columns of an event, where a row is one event.
	Event *Event `json:"event,omitempty" yaml:"event,omitempty"`
	// Verdict is the column in which the history tells whether the promise was kept, if it does.
	Verdict *Verdict `json:"verdict,omitempty" yaml:"verdict,omitempty"`
	// Due is the column in which the history tells when the promise fell due, if it does.
	Due *Due `json:"due,omitempty" yaml:"due,omitempty"`
}

// Column is one column and what its cells mean. A bare text is a column without words.
type Column struct {
	// Column is the heading, letter by letter.
	Column string `json:"column" yaml:"column,scalar"`
	// Words translate cells. When there are any, a cell that is none of them is a fault. An empty cell says nothing and
	// needs no word; a cell whose word is empty says nothing either.
	Words map[string]string `json:"words,omitempty" yaml:"words,omitempty"`
}

// Moment is a column that holds an instant. An empty cell means that it did not happen.
type Moment struct {
	// Column is the heading.
	Column string `json:"column" yaml:"column"`
	// Kind is what happened then. A map has one moment that opens the ticket, whose cells are never empty.
	Kind Kind `json:"kind" yaml:"kind"`
	// Status is the status that the ticket took, where the kind is changed.
	Status string `json:"status,omitempty" yaml:"status,omitempty"`
	// Team and Agent are whom the ticket was given to, where the kind is assigned. Any name serves.
	Team  string `json:"team,omitempty" yaml:"team,omitempty"`
	Agent string `json:"agent,omitempty" yaml:"agent,omitempty"`
}

// Event are the columns of one event of a ticket. The rows of a ticket may stand in any order; the earliest opens it, and
// each later one tells what holds from then on. Of two rows at one instant the upper is the earlier.
type Event struct {
	// At is the column of the instant.
	At string `json:"at" yaml:"at"`
	// Opened is a column that repeats on each row when the ticket was opened. Without it, the earliest row tells. A row
	// before that instant counts as one at that instant.
	Opened string `json:"opened,omitempty" yaml:"opened,omitempty"`
	// Kind is the column of the kind of event. Without it, and in empty cells, the kind is changed.
	Kind *Column `json:"kind,omitempty" yaml:"kind,omitempty"`
	// Status, Team and Agent are columns that repeat on each row what holds after the event. An empty team or agent
	// means that there is none; an empty status means that it did not change.
	Status *Column `json:"status,omitempty" yaml:"status,omitempty"`
	Team   *Column `json:"team,omitempty" yaml:"team,omitempty"`
	Agent  *Column `json:"agent,omitempty" yaml:"agent,omitempty"`
	// Window is how many tickets may lie open between each other. Zero means one: the rows of a ticket stand together.
	// A history in the order of time needs as many as were in work at once. At most a million. A ticket is counted when it
	// falls out of the window; a later row of it is a fault, or, after a quarter of a million other tickets, a new ticket.
	Window int `json:"window,omitempty" yaml:"window,omitempty"`
}

// Verdict is a column that tells whether the promise of one clock was kept. In a history of events the
// last row that tells counts.
type Verdict struct {
	// Column is the heading.
	Column string `json:"column" yaml:"column"`
	// Clock is the clock whose last cycle is compared. Most clocks are named like their metric, such as resolution.
	Clock string `json:"clock" yaml:"clock"`
	// Met and Missed are the cells that say yes and no. An empty cell gives no verdict; any other is a fault.
	Met    []string `json:"met" yaml:"met"`
	Missed []string `json:"missed" yaml:"missed"`
}

// Due is a column that tells when the promise of one clock fell due. An empty cell tells nothing; in a
// history of events the last row that tells counts.
type Due struct {
	// Column is the heading.
	Column string `json:"column" yaml:"column"`
	// Clock is the clock whose last cycle is compared. Most clocks are named like their metric, such as resolution.
	Clock string `json:"clock" yaml:"clock"`
	// Tolerance is how far the two may lie apart and still agree.
	Tolerance sla.Duration `json:"tolerance" yaml:"tolerance"`
}
