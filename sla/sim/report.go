package sim

// Report is what a backtest found. It depends on the tickets of the history, not on the order in which
// they stand.
type Report struct {
	// History is the name of the history.
	History string `json:"history"`
	// Rows and Tickets are how many rows and tickets the history has.
	Rows    int `json:"rows"`
	Tickets int `json:"tickets"`
	// Refused are the tickets left out because a row of theirs is faulty, Outside those opened before From or after To.
	Refused int `json:"refused,omitempty"`
	Outside int `json:"outside,omitempty"`
	// Lost are the rows that do not tell their ticket, so that none could be left out for them.
	Lost int `json:"lost,omitempty"`
	// Unmatched are the tickets to which no policy applies at the end of their history.
	Unmatched int `json:"unmatched,omitempty"`
	// Faults are the cells and rows that could not be used.
	Faults Faults `json:"faults"`
	// By is the field that groups the tickets, or empty where nothing does.
	By string `json:"by,omitempty"`
	// Cells hold the counts, ordered by clock, group and month.
	Cells []Cell `json:"cells"`
	// Verdict tells how far the replay agrees with the verdict in the history, where it has one.
	Verdict *Agreement `json:"verdict,omitempty"`
	// Due tells how far the replay agrees with the due time in the history, where it has one.
	Due *Agreement `json:"due,omitempty"`
	// WhatIf tells what other policies would have changed, where the backtest has some.
	WhatIf *WhatIf `json:"what_if,omitempty"`
}

// Cell counts the cycles of one clock for the tickets of one group that were opened in one month.
type Cell struct {
	Clock string `json:"clock"`
	Group string `json:"group,omitempty"`
	// Month is the month of the opening in the zone of the map, such as 2016-03.
	Month string `json:"month"`
	Counts
}

// Counts are cycles by their outcome. Each cycle is counted once.
type Counts struct {
	// Met are the cycles fulfilled in time, Late those fulfilled after they were due.
	Met  int `json:"met"`
	Late int `json:"late"`
	// Overdue are the cycles that are due and not fulfilled, Open those that are not due yet.
	Overdue int `json:"overdue"`
	Open    int `json:"open"`
	// Cancelled are the cycles given up, whether due before or not, Exempt those whose breach was waived.
	Cancelled int `json:"cancelled"`
	Exempt    int `json:"exempt"`
	// Untargeted are the cycles without a goal.
	Untargeted int `json:"untargeted"`
	// Faulty are the cycles that have no due time because their calendar does not reach it.
	Faulty int `json:"faulty"`
}

// Breaches are the cycles that broke their promise: late or overdue.
func (c Counts) Breaches() int { return c.Late + c.Overdue }

// Cycles are all cycles.
func (c Counts) Cycles() int {
	return c.Met + c.Late + c.Overdue + c.Open + c.Cancelled + c.Exempt + c.Untargeted + c.Faulty
}

func (c *Counts) add(d Counts) {
	c.Met += d.Met
	c.Late += d.Late
	c.Overdue += d.Overdue
	c.Open += d.Open
	c.Cancelled += d.Cancelled
	c.Exempt += d.Exempt
	c.Untargeted += d.Untargeted
	c.Faulty += d.Faulty
}
