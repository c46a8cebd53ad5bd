package routing

import "github.com/bellhop-sla/bellhop/sla"

// Proof is what is known for certain of a matrix. It speaks of tickets whose fields have the types of the vocabulary; values
// that are not declared and fields that are missing are among them.
//
// Tickets that no row tells apart are one cell. Conditions that compare fields with constants are worked out for every cell, and
// so are those that read texts with declared values in any way. A condition that reads more counts as one that may hold or not:
// what is complete or hidden stays so for certain, and what rests on such a condition says so.
type Proof struct {
	// Of says what the rows are: row, or queue or policy where the proof is of a list of those. See [VerifyList].
	Of   string `json:"of"`
	Hit  Hit    `json:"hit"`
	Rows int    `json:"rows"`
	// Cells is how many cells there are, at the most the largest number.
	Cells uint64 `json:"cells"`
	// Complete says that every ticket finds a row.
	Complete bool `json:"complete"`
	// Missed is the cells that no row takes for certain. Unsure is those of them that a row may take, if its condition holds.
	Missed uint64 `json:"missed"`
	Unsure uint64 `json:"unsure,omitempty"`
	// Gaps are boxes of missed cells, a hundred at the most; MoreGaps is how many are not listed.
	Gaps     []TableGap `json:"gaps,omitempty"`
	MoreGaps int        `json:"more_gaps,omitempty"`
	// Hidden are the rows that no ticket reaches.
	Hidden []HiddenRow `json:"hidden,omitempty"`
	// Overlaps are pairs of rows that one ticket fits: under first those whose outcomes differ, save rows that are hidden; under
	// unique all. A hundred are listed at the most, those that are no exceptions first. Crossing, Exceptions and Uncertain are how
	// many there are: those where the order of the rows matters, those where the earlier row lies within the later one, and those
	// that rest on conditions that could not be worked out. Under unique no pair is an exception.
	Overlaps   []Overlap `json:"overlaps,omitempty"`
	Crossing   int       `json:"crossing,omitempty"`
	Exceptions int       `json:"exceptions,omitempty"`
	Uncertain  int       `json:"uncertain,omitempty"`
	// Loose are the rows whose conditions could not be worked out for every cell.
	Loose []RowRef `json:"loose,omitempty"`
	// Unfinished says that the table is too tangled to go through all cells: Missed counts only those found so far, Hidden holds
	// only rows that one earlier row hides, and Complete is false.
	Unfinished bool `json:"unfinished,omitempty"`
}

// RowRef names a row.
type RowRef struct {
	Path string `json:"path"` // where it is written, such as rows[3]
	Row  int    `json:"row"`  // its place
	Name string `json:"name,omitempty"`
}

// TableGap is a box of cells that no row takes for certain.
type TableGap struct {
	// Ticket is one of the tickets that fall through.
	Ticket sla.Fields `json:"ticket"`
	// Where is the box: fields that are not named may hold anything.
	Where []Side `json:"where,omitempty"`
	Cells uint64 `json:"cells"`
	// Unless are rows that take such a ticket if their conditions hold, which could not be worked out.
	Unless []RowRef `json:"unless,omitempty"`
}

// Side is one side of a box: a field and what it holds, such as gold, other, missing, between 3 and 10, from 3, up to 10, or
// with "vip".
type Side struct {
	Field  string   `json:"field"`
	Values []string `json:"values"`
}

// HiddenRow is a row that no ticket reaches.
type HiddenRow struct {
	RowRef
	// Ticket fits the row and goes to an earlier one. None means that the row fits no ticket at all.
	Ticket sla.Fields `json:"ticket,omitempty"`
	// Unsure says that the row fits Ticket only if its condition holds, which could not be worked out.
	Unsure bool `json:"unsure,omitempty"`
	// By are the earlier rows that together take all that fits the row; without any of them it would be reached. Each of them is
	// reached itself. None where no ticket fits the row.
	By []RowRef `json:"by,omitempty"`
	// Rough says that sorting By out would cost too much: they are all the reached rows before it that take a ticket of it, with
	// those that are not named, which are More, and some might be left out.
	Rough bool `json:"rough,omitempty"`
	More  int  `json:"more,omitempty"`
}

// Overlap is two rows that one ticket fits.
type Overlap struct {
	First  RowRef     `json:"first"`
	Second RowRef     `json:"second"`
	Ticket sla.Fields `json:"ticket"`
	// Exception says that First lies within Second, as an exception stands before a rule.
	Exception bool `json:"exception,omitempty"`
	// Unsure says that both fit Ticket only if a condition holds that could not be worked out.
	Unsure bool `json:"unsure,omitempty"`
}

// Sound says whether a table does what it promises: every ticket finds a row, every row a ticket and, under unique, no ticket
// two rows, uncertain ones included.
func (p Proof) Sound() bool {
	return p.Complete && len(p.Hidden) == 0 && (p.Hit != HitUnique || p.Crossing+p.Uncertain == 0)
}
