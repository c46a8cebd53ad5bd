package routing

import "github.com/bellhop-sla/bellhop/sla"

// MatrixSpec is the written form of a routing matrix: a decision table over fields of the vocabulary.
type MatrixSpec struct {
	// Dimensions are the fields whose values rows list: texts with declared values, and flags. A number or a list may be
	// named too; rows ask for it in their conditions.
	Dimensions []string `json:"dimensions,omitempty" yaml:"dimensions,omitempty"`
	// Hit says how many rows may fit a ticket. None means first.
	Hit Hit `json:"hit,omitempty" yaml:"hit,omitempty"`
	// Rows are tried from top to bottom.
	Rows []RowSpec `json:"rows,omitempty" yaml:"rows,omitempty"`
}

// Hit is the hit policy of a matrix.
type Hit string

// The hit policies.
const (
	HitFirst  Hit = "first"  // many rows may fit a ticket; the first takes it
	HitUnique Hit = "unique" // at most one row fits any ticket, which the proof checks; where two do, the first takes it
)

// RowSpec is one row: which tickets it takes and what becomes of them.
type RowSpec struct {
	// Name tells the row apart in decisions and proofs. None means that it goes by its place.
	Name string `json:"name,omitempty" yaml:"name,omitempty"`
	// Is lists by dimension the values that fit: declared ones, and other, which is every value that is not declared, one that
	// is missing included. A declared value of that name is part of it. A flag has true and false. A dimension that is not named
	// fits with any value.
	Is map[string][]string `json:"is,omitempty" yaml:"is,omitempty"`
	// When is a further condition over the ticket's fields. None always holds.
	When string `json:"when,omitempty" yaml:"when,omitempty"`
	// Queue takes the ticket.
	Queue string `json:"queue" yaml:"queue"`
	// Skills are what the agent needs.
	Skills []NeedSpec `json:"skills,omitempty" yaml:"skills,omitempty"`
	// Weight is the units of capacity that the ticket takes. None means what its channel takes.
	Weight int `json:"weight,omitempty" yaml:"weight,omitempty"`
	// Expect is how long the work is expected to take around the clock. None means what the queue expects.
	Expect sla.Duration `json:"expect,omitempty" yaml:"expect,omitempty"`
	// Priority is the class of the ticket where classes are worked strictly.
	Priority int `json:"priority,omitempty" yaml:"priority,omitempty"`
	// Overflow names the way out when nobody in the queue can take the ticket.
	Overflow string `json:"overflow,omitempty" yaml:"overflow,omitempty"`
}

// NeedSpec is a skill that a ticket asks for.
type NeedSpec struct {
	Skill string `json:"skill" yaml:"skill"`
	// Level is the least level, 1 to 5. None means 1.
	Level int `json:"level,omitempty" yaml:"level,omitempty"`
	// Preferred makes the skill a wish: an agent without it may take the ticket, but one with it comes first. While a wish may
	// still fall away, by Relax or by a stage of the way out that relaxes, only an agent with it takes the ticket.
	Preferred bool `json:"preferred,omitempty" yaml:"preferred,omitempty"`
	// Relax is the wall time after which a level falls to 1, or a wish away. None means never.
	Relax sla.Duration `json:"relax,omitempty" yaml:"relax,omitempty"`
}
