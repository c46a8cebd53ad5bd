package sla

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
)

// Compile checks spec against a vocabulary and calendars by name and returns the policies. No terms are those of the empty
// Vocabulary: the built-in fields, with any values. The error is
// calendar.Problems with every fault at its path, such as policies[2].targets[0].within.urgent.
func Compile(spec Spec, terms *Terms, calendars map[string]calendar.Calendar) (*Policies, error) {
	if terms == nil {
		var err error
		if terms, err = (Vocabulary{}).Compile(); err != nil {
			return nil, err
		}
	}
	c := compiler{terms: terms, calendars: calendars, prints: map[string]string{}, metrics: map[string]Metric{}}
	for name, hours := range calendars {
		c.prints[name] = hours.Fingerprint()
	}
	statuses := c.statuses(spec.Statuses)
	p := &Policies{
		terms: terms, calendars: maps.Clone(calendars), prints: map[string]calendar.Calendar{},
		versions: map[PolicyRef]*policy{}, statuses: terms.Values("status"), uses: map[string]bool{},
		terminal: statuses.terminal,
	}
	if len(spec.Policies) == 0 {
		c.problems.Add("policies", "missing; write at least one policy")
	}
	for i, ps := range spec.Policies {
		path := calendar.IndexPath("policies", i)
		c.policyName(spec.Policies, i, path)
		p.list = append(p.list, c.policy(ps, path, statuses))
	}
	if err := c.problems.Err(); err != nil {
		return nil, err
	}
	for _, q := range p.list {
		p.add(q)
	}
	for name, hours := range calendars {
		p.prints[c.prints[name]] = hours
	}
	p.release = p.newRelease()
	p.knowReleases(nil)
	return p, nil
}

// add makes a policy known by its version and notes the fields it reads.
func (p *Policies) add(q *policy) {
	p.versions[PolicyRef{q.name, q.version}] = q
	for _, name := range q.when.Fields() {
		p.uses[name] = true
	}
	for _, t := range q.targets {
		if t.by != "" {
			p.uses[t.by] = true
		}
	}
}

// compiler collects the problems of a Spec.
type compiler struct {
	terms     *Terms
	calendars map[string]calendar.Calendar
	prints    map[string]string // fingerprints by the names of the calendars
	metrics   map[string]Metric // of each clock name, over all policies
	problems  calendar.Problems
}

// statusSets is Statuses with the categories resolved.
type statusSets struct {
	terminal   map[string]bool
	categories map[string][]string
}

func (c *compiler) statuses(s Statuses) statusSets {
	sets := statusSets{map[string]bool{}, s.Categories}
	for _, name := range slices.Sorted(maps.Keys(s.Categories)) {
		path := calendar.KeyPath("statuses.categories", name)
		if len(s.Categories[name]) == 0 {
			c.problems.Add(path, "is empty; list its statuses")
		}
		if slices.Contains(c.terms.Values("status"), name) {
			c.problems.Add(path, "%q is a status too; give the category another name", name)
		}
		for i, status := range s.Categories[name] {
			c.status(calendar.IndexPath(path, i), status)
		}
	}
	terminal := s.Terminal
	if terminal == nil {
		terminal = []string{"solved", "closed"}
	} else if len(terminal) == 0 {
		c.problems.Add("statuses.terminal", "is empty; list the statuses in which a ticket is resolved, or remove the key")
	}
	for i, name := range terminal {
		path := ""
		if s.Terminal != nil {
			path = calendar.IndexPath("statuses.terminal", i)
		}
		for _, status := range c.expand(path, name, sets) {
			sets.terminal[status] = true
		}
	}
	return sets
}

// expand returns the statuses that a name stands for. No path means that the name is a default, which needs no check.
func (c *compiler) expand(path, name string, sets statusSets) []string {
	if list, ok := sets.categories[name]; ok {
		return list
	}
	if path != "" {
		c.status(path, name)
	}
	return []string{name}
}

func (c *compiler) status(path, name string) {
	known := c.terms.Values("status")
	if name == "" {
		c.problems.Add(path, "is empty; name a status")
	} else if known != nil && !slices.Contains(known, name) {
		c.problems.Unknown(path, "status", name, known)
	}
}

func (c *compiler) policyName(list []PolicySpec, i int, path string) {
	name := list[i].Name
	if name == "" {
		c.problems.Add(path+".name", "missing; give the policy a name")
		return
	}
	for j := range i {
		if list[j].Name == name {
			c.problems.Add(path+".name", "%q is the name of policies[%d] too; give each policy a name of its own", name, j)
			return
		}
	}
}

func (c *compiler) policy(ps PolicySpec, path string, statuses statusSets) *policy {
	q := &policy{name: ps.Name}
	when, err := c.terms.Condition(ps.When)
	c.condition(path+".when", err)
	q.when = when
	if ps.Calendar != "" {
		c.calendar(path+".calendar", ps.Calendar)
	}
	if len(ps.Targets) == 0 {
		c.problems.Add(path+".targets", "missing; write at least one target")
	}
	names := map[string]int{}
	for i, ts := range ps.Targets {
		at := calendar.IndexPath(path+".targets", i)
		t := c.target(ps, ts, at, statuses)
		if j, ok := names[t.name]; ok && t.name != "" {
			c.problems.Add(at+".name", "%q is the clock of targets[%d] too; give one of them another name", t.name, j)
		}
		names[t.name] = i
		t.policy = q
		q.targets = append(q.targets, t)
	}
	q.version = c.version(ps, statuses)
	return q
}

// condition notes the faults of a condition, each with its column in the condition.
func (c *compiler) condition(path string, err error) {
	var faults ConditionErrors
	if errors.As(err, &faults) {
		for _, f := range faults {
			c.problems.Add(path, "%s", f.Error())
		}
	} else if err != nil {
		c.problems.Add(path, "%s", err)
	}
}

func (c *compiler) calendar(path, name string) (calendar.Calendar, bool) {
	hours, ok := c.calendars[name]
	if !ok {
		c.problems.Unknown(path, "calendar", name, slices.Sorted(maps.Keys(c.calendars)))
	}
	return hours, ok
}

// version is the SHA-256 of everything that a policy's promises rest on.
func (c *compiler) version(ps PolicySpec, statuses statusSets) string {
	doc := struct {
		Policy     PolicySpec          `json:"policy"`
		Terminal   []string            `json:"terminal"`
		Categories map[string][]string `json:"categories"`
		Calendars  map[string]string   `json:"calendars"`
	}{ps, slices.Sorted(maps.Keys(statuses.terminal)), statuses.categories, map[string]string{}}
	for _, name := range append([]string{ps.Calendar}, calendarsOf(ps)...) {
		if print, ok := c.prints[name]; ok {
			doc.Calendars[name] = print
		}
	}
	bytes, err := json.Marshal(doc)
	if err != nil {
		c.problems.Add("policies", "%s", err)
	}
	sum := sha256.Sum256(bytes)
	return hex.EncodeToString(sum[:])
}

func calendarsOf(ps PolicySpec) []string {
	var names []string
	for _, t := range ps.Targets {
		names = append(names, t.Calendar)
	}
	return names
}

// parentPath returns the path without its last key.
func parentPath(path string) string {
	if i := strings.LastIndexAny(path, ".["); i >= 0 {
		return path[:i]
	}
	return ""
}
