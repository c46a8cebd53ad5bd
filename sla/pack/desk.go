package pack

import (
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// AgentSpec declares somebody who works at the desk: who takes tickets and how the person is reached.
type AgentSpec struct {
	ID string `json:"id" yaml:"id"`
	// Address is scheme:rest, such as mailto:ana@example.com, slack:support or log:ana. None means log:ID.
	Address string `json:"address,omitempty" yaml:"address,omitempty"`
	// Hours is the calendar in whose hours the person works and hears. None means always.
	Hours string `json:"hours,omitempty" yaml:"hours,omitempty"`
	// Capacity is how many units of work the person holds or is offered at once; a ticket takes 1 unless its channel or its row
	// of the matrix says otherwise. None means no limit.
	Capacity int `json:"capacity,omitempty" yaml:"capacity,omitempty"`
	// Teams are those that the person belongs to.
	Teams []string `json:"teams,omitempty" yaml:"teams,omitempty"`
	// Skills are levels, 1 to 5, by skill.
	Skills map[string]int `json:"skills,omitempty" yaml:"skills,omitempty"`
	// Languages are those that the person works in. None means any.
	Languages []string `json:"languages,omitempty" yaml:"languages,omitempty"`
	// Channels are those that the person takes tickets of. None means all.
	Channels []string `json:"channels,omitempty" yaml:"channels,omitempty"`
	// Leave is when the person takes no tickets, whatever the hours say.
	Leave []routing.LeaveSpec `json:"leave,omitempty" yaml:"leave,omitempty"`
}

// routes returns what routing is to know of the person.
func (a AgentSpec) routes() routing.AgentSpec {
	return routing.AgentSpec{
		ID: a.ID, Capacity: a.Capacity, Hours: a.Hours,
		Teams: a.Teams, Skills: a.Skills, Languages: a.Languages, Channels: a.Channels, Leave: a.Leave,
	}
}

// LimitsSpec are the guardrails of a ticket.
type LimitsSpec struct {
	// Hops is how often a ticket may change hands. None means 10.
	Hops int `json:"hops,omitempty" yaml:"hops,omitempty"`
	// Between is the least wall time between two reassignments. None means 5m.
	Between sla.Duration `json:"between,omitempty" yaml:"between,omitempty"`
	// Queue is where a ticket goes that broke a limit. None means the last queue.
	Queue string `json:"queue,omitempty" yaml:"queue,omitempty"`
	// Notices is how many notices a ticket may send in 24 hours. None means 50.
	Notices int `json:"notices,omitempty" yaml:"notices,omitempty"`
	// Fallback is the address that hears of a broken limit. None means the address of the last level of the ladder.
	Fallback string `json:"fallback,omitempty" yaml:"fallback,omitempty"`
}

// routes returns the part of the file that routing compiles.
func (f File) routes() routing.Spec {
	s := routing.Spec{
		Skills: f.Skills, Channels: f.Channels, Teams: f.Teams, Queues: f.Queues, Matrix: f.Matrix, Overflows: f.Overflows, Strategy: f.Strategy,
		Limits: routing.Limits{Hops: f.Limits.Hops, Between: f.Limits.Between, Fallback: f.Limits.Queue},
	}
	for _, a := range f.Agents {
		s.Agents = append(s.Agents, a.routes())
	}
	return s
}

// ladders returns the part of the file that escalation compiles.
func (f File) ladders() escalation.Spec {
	s := escalation.Spec{
		Roles: f.Roles, OnCall: f.OnCall, Ladders: f.Ladders,
		Limits: escalation.Limits{Notices: f.Limits.Notices, Fallback: f.Limits.Fallback},
	}
	for _, a := range f.Agents {
		s.People = append(s.People, escalation.PersonSpec{ID: a.ID, Address: a.Address, Hours: a.Hours})
	}
	return s
}

// compileDesk compiles agents, queues and ladders into p and checks what lies between them.
func (f File) compileDesk(p *Pack, problems *calendar.Problems) {
	var err error
	p.Router, err = routing.Compile(f.routes(), p.Terms, p.Calendars)
	mergeAs(problems, err, func(path string) string {
		if path == "limits.fallback" {
			return "limits.queue"
		}
		return path
	})
	err = routing.CheckNeeds(f.Coverage, f.routes(), p.Terms, p.Calendars)
	mergeAs(problems, err, func(path string) string { return "coverage" + strings.TrimPrefix(path, "needs") })
	p.Ladders, err = escalation.Compile(f.ladders(), p.Terms, p.Calendars, f.clocks())
	mergeAs(problems, err, func(path string) string {
		if rest, ok := strings.CutPrefix(path, "people["); ok {
			return "agents[" + rest
		}
		return path
	})
	f.checkMoves(problems)
	f.checkTickets(problems, p.Terms)
}

// mergeAs notes what a compiler says of its part at the paths that the file has for it. What another compiler has said of a path
// is not said again.
func mergeAs(problems *calendar.Problems, err error, path func(string) string) {
	var found calendar.Problems
	found.Merge("", err)
	told := *problems
	for _, q := range found {
		q.Path = path(q.Path)
		if !slices.ContainsFunc(told, func(t calendar.Problem) bool { return t.Path == q.Path }) {
			*problems = append(*problems, q)
		}
	}
}

// checkMoves sees that levels move tickets to queues that there are.
func (f File) checkMoves(problems *calendar.Problems) {
	names := make([]string, len(f.Queues))
	for i, q := range f.Queues {
		names[i] = q.Name
	}
	for i, l := range f.Ladders {
		for j, level := range l.Levels {
			if level.Move != "" && !slices.Contains(names, level.Move) {
				path := calendar.IndexPath(calendar.IndexPath("ladders", i)+".levels", j) + ".move"
				problems.Unknown(path, "queue", level.Move, names)
			}
		}
	}
}

// clocks returns the names of the clocks that the policies run.
func (f File) clocks() (names []string) {
	for _, p := range f.Policies {
		for _, t := range p.Targets {
			name := t.Name
			if name == "" {
				name = string(t.Metric)
			}
			names = append(names, name)
		}
	}
	return names
}

// Metric returns what a clock of a policy measures: by the name of its target, which is that of the metric unless the policy says
// otherwise.
func (p *Pack) Metric(policy, clock string) sla.Metric {
	i := slices.IndexFunc(p.File.Policies, func(s sla.PolicySpec) bool { return s.Name == policy })
	if i < 0 {
		return sla.Metric(clock)
	}
	for _, t := range p.File.Policies[i].Targets {
		if t.Name == clock {
			return t.Metric
		}
	}
	return sla.Metric(clock)
}
