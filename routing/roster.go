package routing

// Present is how one agent stands: what the host and the store know beyond the pack.
type Present struct {
	Load int  // tickets held and offered
	Away bool // not to be offered anything, whatever the hours say
}

// Roster is how the agents stand, by id. An agent who is not in it has no load and is there.
type Roster map[string]Present

// Add notes that an agent carries more tickets, or fewer when by is negative.
func (r Roster) Add(agent string, by int) {
	present := r[agent]
	present.Load += by
	r[agent] = present
}
