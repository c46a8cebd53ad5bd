package routing

import (
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// maxMove is how far an edit may move a shift.
const maxMove = sla.Duration(24 * time.Hour)

// CoverageEdit is a change of the roster to try out: a new agent, or other hours of one that there is.
type CoverageEdit struct {
	// Add is a new agent.
	Add *AgentSpec `json:"add,omitempty" yaml:"add,omitempty"`
	// Agent is whose hours change; none is the agent who is added.
	Agent string `json:"agent,omitempty" yaml:"agent,omitempty"`
	// Hours is the calendar that the agent then works by, Also one that comes on top, such as a shift on Saturdays. What several edits
	// of an agent say comes together: calendars on top add up, and so do moves, which move all of them. Only one edit may give an
	// agent other hours. An edit that says nothing new is a fault.
	Hours string `json:"hours,omitempty" yaml:"hours,omitempty"`
	Also  string `json:"also,omitempty" yaml:"also,omitempty"`
	// Move is how much later the agent's hours begin and end, less than zero for earlier, in elapsed time.
	Move sla.Duration `json:"move,omitempty" yaml:"move,omitempty"`
}

// duties returns the shifts of the agents, with what edits add to some by id.
func (r *Router) duties(edited map[string]dutyKey) []dutyKey {
	keys := make([]dutyKey, len(r.agents))
	for i := range r.agents {
		keys[i] = edited[r.agents[i].id]
		keys[i].hours = r.agents[i].spec.Hours
	}
	return keys
}

// edited returns the router after edits, with the shifts of its agents. It is the same router when they are faulty.
func (r *Router) edited(edits []CoverageEdit, problems *calendar.Problems) (*Router, []dutyKey) {
	if len(edits) == 0 {
		return r, r.duties(nil)
	}
	e := editor{r: r, spec: r.spec, problems: problems, keys: map[string]dutyKey{}, given: map[string]string{}}
	e.spec.Agents = slices.Clone(r.spec.Agents)
	for i, edit := range edits {
		e.edit(calendar.IndexPath("edits", i), edit)
	}
	after, err := Compile(e.spec, r.terms, r.calendars)
	if err != nil {
		e.blame(err)
		return r, r.duties(nil)
	}
	return after, after.duties(e.keys)
}

// editor makes a spec with edits.
type editor struct {
	r        *Router
	spec     Spec
	added    []string           // by agent that is added: the path of the edit
	keys     map[string]dutyKey // by agent: what is added to the hours
	given    map[string]string  // by agent: the path of the edit that gives other hours
	problems *calendar.Problems
}

func (e *editor) edit(path string, edit CoverageEdit) {
	if edit.Move < -maxMove || edit.Move > maxMove {
		e.problems.Add(path+".move", "must be at most %v to either side, not %v", maxMove, edit.Move)
	}
	for _, one := range []struct{ key, name string }{{".hours", edit.Hours}, {".also", edit.Also}} {
		if _, ok := e.r.calendars[one.name]; one.name != "" && !ok {
			e.problems.Unknown(path+one.key, "calendar", one.name, sorted(e.r.calendars))
		}
	}
	agent := edit.Agent
	switch {
	case edit.Add != nil:
		e.spec.Agents = append(e.spec.Agents, *edit.Add)
		e.added = append(e.added, path+".add")
		if agent = edit.Add.ID; edit.Agent != "" && edit.Agent != agent {
			e.problems.Add(path+".agent", "%q is not who is added; write an edit of its own for %q", edit.Agent, edit.Agent)
			return
		}
	case edit == CoverageEdit{}:
		e.problems.Add(path, "changes nothing; write an agent to add, or the id of one whose hours change")
		return
	case agent == "":
		e.problems.Add(path+".agent", "missing; write the id of the agent whose hours change")
		return
	}
	at := slices.IndexFunc(e.spec.Agents, func(a AgentSpec) bool { return a.ID == agent })
	if at < 0 {
		e.problems.Unknown(path+".agent", "agent", agent, sorted(e.r.ids))
		return
	}
	e.shift(path, &e.spec.Agents[at], edit)
}

// shift changes the shift of an agent.
func (e *editor) shift(path string, agent *AgentSpec, edit CoverageEdit) {
	if edit.Add == nil && edit.Hours == "" && edit.Also == "" && edit.Move == 0 {
		e.problems.Add(path, "changes nothing; write hours, also or move beside the agent")
	}
	key := e.keys[agent.ID]
	if edit.Hours != "" {
		e.hours(path, agent, edit, key)
	}
	also, moved := key.also.and(edit.Also), key.move+edit.Move
	for _, one := range []struct {
		key                string
		set, again, undone bool
	}{
		{".also", edit.Also != "", also == key.also || edit.Also == agent.Hours, false},
		{".move", edit.Move != 0, false, moved == 0},
	} {
		switch {
		case !one.set:
		case agent.Hours == "":
			e.problems.Add(path+one.key, "changes nothing, since %s works always; write hours first", agent.ID)
		case one.again:
			e.problems.Add(path+one.key, "changes nothing, since %s works by %s already", agent.ID, edit.Also)
		case one.undone:
			e.problems.Add(path+one.key, "takes back what other edits move the hours of %s by; remove them", agent.ID)
		}
	}
	key.move, key.also = moved, also
	e.keys[agent.ID] = key
}

// hours gives an agent other hours, once.
func (e *editor) hours(path string, agent *AgentSpec, edit CoverageEdit, key dutyKey) {
	was := e.given[agent.ID]
	if edit.Add != nil && agent.Hours != "" {
		was = path + ".add.hours"
	}
	switch {
	case was != "":
		e.problems.Add(path+".hours", "%s has other hours from %s already; remove one", agent.ID, was)
	case edit.Hours == agent.Hours:
		e.problems.Add(path+".hours", "changes nothing, since %s works by %s already", agent.ID, edit.Hours)
	case key.also.and(edit.Hours) == key.also:
		e.problems.Add(path+".hours", "%s comes on top of the hours of %s already; remove one", edit.Hours, agent.ID)
	default:
		e.given[agent.ID] = path + ".hours"
	}
	agent.Hours = edit.Hours
}

// blame notes the faults of agents that are added, at the edits that add them. What has been told is not told again.
func (e *editor) blame(err error) {
	var found calendar.Problems
	found.Merge("", err)
	for _, p := range found {
		for i, path := range e.added {
			here := calendar.IndexPath("agents", len(e.r.spec.Agents)+i)
			if rest, ok := strings.CutPrefix(p.Path, here); ok {
				e.problems.Add(path+rest, "%s", p.Message)
			}
		}
	}
}

// CoverageChange is what edits change for a need. Before and After are of the times of the same name in [NeedCoverage].
type CoverageChange struct {
	Need            string       `json:"need"`
	UncoveredBefore sla.Duration `json:"uncovered_before"`
	UncoveredAfter  sla.Duration `json:"uncovered_after"`
	NobodyBefore    sla.Duration `json:"nobody_before"`
	NobodyAfter     sla.Duration `json:"nobody_after"`
	AloneBefore     sla.Duration `json:"alone_before"`
	AloneAfter      sla.Duration `json:"alone_after"`
	// Closed is the time that was uncovered and no longer is, Opened that which was not and is now.
	Closed []Stretch `json:"closed,omitempty"`
	Opened []Stretch `json:"opened,omitempty"`
}

// changeOf compares a need before and after edits.
func changeOf(before, after NeedCoverage) CoverageChange {
	was, is := before.uncovered(), after.uncovered()
	return CoverageChange{
		Need: before.Need.Name, UncoveredBefore: before.Uncovered, UncoveredAfter: after.Uncovered,
		NobodyBefore: before.Nobody, NobodyAfter: after.Nobody, AloneBefore: before.aloneTime(), AloneAfter: after.aloneTime(),
		Closed: without(was, is), Opened: without(is, was),
	}
}

// uncovered returns the gaps as stretches that do not touch.
func (n NeedCoverage) uncovered() (list []Stretch) {
	for _, g := range n.Gaps {
		list = attach(list, g.Stretch)
	}
	return list
}

// aloneTime returns the promised time with exactly one agent.
func (n NeedCoverage) aloneTime() (sum sla.Duration) {
	for _, a := range n.Alone {
		sum += a.Time
	}
	return sum
}
