package routing

import (
	"encoding/json"
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// CoverageNeed is a promise that somebody is there: so many agents of a kind, at the times of a calendar. What is left out
// holds for every agent.
type CoverageNeed struct {
	Name string `json:"name" yaml:"name"`
	// Agents is how many are to be on. None means 1.
	Agents int `json:"agents,omitempty" yaml:"agents,omitempty"`
	// During is the calendar of the promised hours. None means always.
	During string `json:"during,omitempty" yaml:"during,omitempty"`
	// Language, Skill with its least Level, Channel, Team, Region and Queue say who can serve it. No level means 1. A region
	// is that of a team of the agent.
	Language string `json:"language,omitempty" yaml:"language,omitempty"`
	Skill    string `json:"skill,omitempty" yaml:"skill,omitempty"`
	Level    int    `json:"level,omitempty" yaml:"level,omitempty"`
	Channel  string `json:"channel,omitempty" yaml:"channel,omitempty"`
	Team     string `json:"team,omitempty" yaml:"team,omitempty"`
	Region   string `json:"region,omitempty" yaml:"region,omitempty"`
	Queue    string `json:"queue,omitempty" yaml:"queue,omitempty"`
	// Ticket are fields of a ticket, such as a tier: who is in the queue that it would enter first, has the skills that its row of the
	// matrix requires, works in its language, takes its channel and has the capacity for it can serve it.
	Ticket TicketFields `json:"ticket,omitempty" yaml:"ticket,omitempty"`
}

// TicketFields are fields of a ticket as a document gives them.
type TicketFields sla.Fields

// UnmarshalJSON reads an object.
func (f *TicketFields) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, (*map[string]any)(f))
}

// fits says whether an agent can serve a need by what the agent is.
func (r *Router) fits(n *CoverageNeed, a *AgentSpec) bool {
	return (n.Language == "" || len(a.Languages) == 0 || slices.Contains(a.Languages, n.Language)) &&
		(n.Channel == "" || len(a.Channels) == 0 || slices.Contains(a.Channels, n.Channel)) &&
		(n.Skill == "" || a.Skills[n.Skill] >= max(n.Level, 1)) &&
		(n.Team == "" || slices.Contains(a.Teams, n.Team)) &&
		(n.Region == "" || slices.ContainsFunc(a.Teams, func(team string) bool { return r.teamRegion(team) == n.Region }))
}

// teamRegion returns the region of a team.
func (r *Router) teamRegion(team string) string {
	for i := range r.spec.Teams {
		if r.spec.Teams[i].Name == team {
			return r.spec.Teams[i].Region
		}
	}
	return ""
}

// serving returns the places of the agents who can serve a need.
func (r *Router) serving(n CoverageNeed) (places []int) {
	queue, ticket := none, ask{}
	if n.Ticket != nil {
		fields := sla.Fields(n.Ticket)
		at, row, _ := r.enter(n.Queue, fields) // a condition that cannot be read holds for no ticket
		queue, ticket = at, r.ask(&Request{Fields: fields}, row)
	} else if at, ok := r.names[n.Queue]; ok {
		queue = at
	}
	for i := range r.agents {
		if r.fits(&n, r.agents[i].spec) && ticket.takes(i) && (queue == none || r.queues[queue].set.has(i)) {
			places = append(places, i)
		}
	}
	return places
}

// takes says whether an agent may be asked before anything relaxes, whoever is at work and carries what. Wishes do not count.
func (a *ask) takes(agent int) bool {
	if a.row != nil {
		for i := range a.row.needs {
			if n := &a.row.needs[i]; !n.preferred && !n.sets[n.level].has(agent) {
				return false
			}
		}
	}
	return (a.native == nil || a.native.has(agent)) && (a.channel == nil || a.channel.set.has(agent)) && (a.big == nil || a.big.has(agent))
}
