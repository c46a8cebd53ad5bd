package sla

import (
	"cmp"
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// StateFormat is the version of the JSON document that a State marshals to.
const StateFormat = 1

// State is all that the clocks of one ticket are made of: plain data that marshals to one JSON document and back without
// loss. The zero State with a Ticket is a ticket of which nothing is known yet. Only Step, Advance and Rebuild change it.
type State struct {
	Format int    `json:"format"`
	Ticket string `json:"ticket"`
	// Tenant is carried through to every effect and never interpreted.
	Tenant string `json:"tenant,omitempty"`
	// Imported is the instant up to which the ticket's history was learned from elsewhere: effects at or before it are
	// flagged, so that nobody is paged for them. Set it before the first event.
	Imported Instant `json:"imported,omitzero"`

	Facts  Facts  `json:"facts"`
	Fields Fields `json:"fields,omitempty"`
	// Policy is the policy that holds, or the zero PolicyRef.
	Policy PolicyRef `json:"policy,omitzero"`

	Pins   []Pin   `json:"pins,omitempty"`
	Clocks []Clock `json:"clocks,omitempty"`
	// Closed are the earlier cycles of the clocks, oldest first.
	Closed []Clock `json:"closed,omitempty"`
	// Restated are the cycles as they stood before a reconstruct changed them.
	Restated []Clock `json:"restated,omitempty"`

	// Rules says which releases of the policies took the events of Log.
	Rules []Rule `json:"rules,omitempty"`
	// Log holds every event in canonical order.
	Log []Event `json:"log,omitempty"`
	// Emitted holds every effect that was reported and holds, in the order in which they became true. Retracted holds those
	// that were taken back and have not become true since.
	Emitted   []Effect `json:"emitted,omitempty"`
	Retracted []Effect `json:"retracted,omitempty"`

	log  *room[Event]  // of Log
	said *room[Effect] // of Emitted

	keys   map[string]struct{} // of a long log that is searched again and again
	looked int                 // how often the log was searched without them
}

// PolicyRef names one version of a policy.
type PolicyRef struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Facts is what layer one knows of a ticket: the part of its history that starts, pauses and closes clocks.
type Facts struct {
	Created  Instant `json:"created,omitzero"`
	ByAgent  bool    `json:"by_agent,omitempty"`
	Status   string  `json:"status,omitempty"`
	Team     string  `json:"team,omitempty"`
	Assignee string  `json:"assignee,omitempty"`
	// Spoke says that the customer has said something, Answered in which of the ways to count replies an agent has
	// answered since (a bit each), Waiting since when the customer waits in each of them.
	Spoke    bool       `json:"spoke,omitempty"`
	Answered uint8      `json:"answered,omitempty"`
	Waiting  [4]Instant `json:"waiting,omitzero"`
	// Updated says in which of these ways an agent has written at all.
	Updated uint8 `json:"updated,omitempty"`
	// Gone is why the ticket is merged, deleted or spam, if it is.
	Gone Cause `json:"gone,omitempty"`
}

// Pin is the terms that clocks were promised under: they hold until an event moves them, whatever is released meanwhile.
type Pin struct {
	Policy  string `json:"policy"`
	Version string `json:"version"`
	Target  string `json:"target"`
	// Key is the ticket's value that picked the goal, when the target has a goal for each value.
	Key string `json:"key,omitempty"`
	// Calendar and Fingerprint name the calendar's exact hours.
	Calendar    string `json:"calendar,omitempty"`
	Fingerprint string `json:"fingerprint,omitempty"`

	target *target // resolved by bind
	goal   Goal    // the target's for Key
	hours  calendar.Calendar
	by     *Policies
}

// Clock is one cycle of one clock in compact form; read it through View. It takes at most 160 bytes and what it points to.
type Clock struct {
	Name   string   `json:"name"`
	Target Duration `json:"target,omitempty"` // on the elapsed axis; none when Untargeted

	Started     Instant  `json:"started,omitzero"`
	Since       Instant  `json:"since,omitzero"` // running: when the present span began
	Used        Duration `json:"used,omitempty"` // counted before Since
	Due         Instant  `json:"due,omitzero"`
	Next        Instant  `json:"next,omitzero"` // the next instant after which Advance has something to say
	Ended       Instant  `json:"ended,omitzero"`
	PausedSince Instant  `json:"paused_since,omitzero"`
	PausedWall  Duration `json:"paused_wall,omitempty"`
	Breach      Instant  `json:"breach,omitzero"` // when it became true

	Spans []Span `json:"spans,omitempty"` // finished spans of counting, oldest first
	More  *More  `json:"more,omitempty"`

	Reached     uint32 `json:"reached,omitempty"` // a bit for each threshold that fired
	Cycle       uint32 `json:"cycle,omitempty"`
	Epoch       uint32 `json:"epoch,omitempty"`
	BreachEpoch uint32 `json:"breach_epoch,omitempty"`

	Pin        uint16 `json:"pin"`
	Phase      Phase  `json:"phase"`
	Cause      Cause  `json:"cause,omitempty"`
	Untargeted bool   `json:"untargeted,omitempty"`
	Capped     bool   `json:"capped,omitempty"` // the pause limit of this cycle is spent
	Fault      bool   `json:"fault,omitempty"`  // the calendar cannot reach the due instant
}

// Span is a stretch of time in which a clock counted. In a Gap the ticket was resolved and is counted all the same: what the
// clock reaches there it reaches at its end.
type Span struct {
	From Instant `json:"from"`
	To   Instant `json:"to"`
	Gap  bool    `json:"gap,omitempty"`
}

// More is what only some clocks need.
type More struct {
	Floor     Instant   `json:"floor,omitzero"`       // due never before this
	Goal      Goal      `json:"goal,omitzero"`        // set by an event in place of the pinned terms'
	Anchor    Instant   `json:"anchor,omitzero"`      // due of a goal of days when nothing pauses
	Pinned    Instant   `json:"pinned,omitzero"`      // due set by hand
	Carried   Duration  `json:"carried,omitempty"`    // elapsed that was imported as a figure
	CarriedAt Instant   `json:"carried_at,omitzero"`  // when it was imported
	Base      int       `json:"base,omitempty"`       // first span under the present terms
	BaseUsed  Duration  `json:"base_used,omitempty"`  // counted before it
	Reasons   []string  `json:"reasons,omitempty"`    // active pause reasons that the host gave, sorted
	Spent     []Spent   `json:"spent,omitempty"`      // pauses by reason, where a limit asks for it
	Reached   []Instant `json:"reached_at,omitempty"` // when each threshold fired, by its place
}

// Spent is the wall time that one reason has paused a cycle.
type Spent struct {
	Reason string   `json:"reason"`
	Used   Duration `json:"used,omitempty"`
	Since  Instant  `json:"since,omitzero"`
}

// NewState returns the state of a ticket of which nothing is known yet.
func NewState(ticket string) *State { return &State{Format: StateFormat, Ticket: ticket} }

// between returns the events of the log from one instant to another, both included.
func (st *State) between(from, to Instant) []Event {
	at := func(ev Event, at Instant) int { return cmp.Compare(ev.At, at) }
	first, _ := slices.BinarySearchFunc(st.Log, from, at)
	last, _ := slices.BinarySearchFunc(st.Log, to+1, at)
	if to == never {
		last = len(st.Log)
	}
	return st.Log[first:last]
}

// Clock returns the present cycle of the clock of that name, or nil. The name may not be changed.
func (st *State) Clock(name string) *Clock {
	for i := range st.Clocks {
		if st.Clocks[i].Name == name {
			return &st.Clocks[i]
		}
	}
	return nil
}

// Wake returns the earliest instant at which Advance would say something, and false when only an event can.
func (st *State) Wake() (Instant, bool) {
	first := Instant(0)
	for i := range st.Clocks {
		if n := st.Clocks[i].Next; n != 0 && (first == 0 || n < first) {
			first = n
		}
	}
	if first == 0 {
		return 0, false
	}
	return first + 1, true
}

// Due returns the earliest due instant of the running clocks, and false when none has one.
func (st *State) Due() (Instant, bool) {
	first := Instant(0)
	for i := range st.Clocks {
		c := &st.Clocks[i]
		if c.Phase == Running && c.Due != 0 && (first == 0 || c.Due < first) {
			first = c.Due
		}
	}
	return first, first != 0
}
