package escalation

import (
	"maps"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// staff compiles who is reached how.
func (c *compiler) staff(s Spec) staff {
	f := staff{people: map[string]member{}, roles: s.Roles, oncall: map[string]*rotation{}}
	for i, p := range s.People {
		c.person(&f, p, calendar.IndexPath("people", i))
	}
	ids := slices.Sorted(maps.Keys(f.people))
	for _, name := range slices.Sorted(maps.Keys(s.Roles)) {
		c.members(calendar.KeyPath("roles", name), s.Roles[name], ids)
	}
	for _, name := range slices.Sorted(maps.Keys(s.OnCall)) {
		path := calendar.KeyPath("oncall", name)
		c.members(path+".members", s.OnCall[name].Members, ids)
		f.oncall[name] = c.rotation(path, s.OnCall[name])
	}
	return f
}

func (c *compiler) person(f *staff, p PersonSpec, path string) {
	m := member{Person: Person{ID: p.ID, Address: p.Address}}
	if p.ID == "" {
		c.problems.Add(path+".id", "missing; give the person an id")
	} else if _, twice := f.people[p.ID]; twice {
		c.problems.Add(path+".id", "%q is declared already; give each person an id of its own", p.ID)
	}
	if p.Address == "" {
		m.Address = "log:" + p.ID
	} else {
		c.address(path+".address", p.Address)
	}
	if p.Hours != "" {
		m.hours = c.calendar(path+".hours", p.Hours)
	}
	f.people[p.ID] = m
}

// members checks a list of people.
func (c *compiler) members(path string, list, ids []string) {
	if len(list) == 0 {
		c.problems.Add(path, "is empty; list at least one person")
	}
	for i, id := range list {
		c.known(calendar.IndexPath(path, i), "person", id, ids)
	}
}

func (c *compiler) known(path, kind, name string, known []string) {
	if !slices.Contains(known, name) {
		c.problems.Unknown(path, kind, name, known)
	}
}

func (c *compiler) rotation(path string, s RotationSpec) *rotation {
	r := &rotation{members: s.Members, from: s.From, turn: time.Duration(s.Turn)}
	if s.From <= 0 {
		c.problems.Add(path+".from", "missing; write when the first turn began, such as 2026-01-05T09:00:00Z")
	}
	if s.Turn < sla.Duration(time.Minute) || s.Turn > sla.Duration(longest) {
		c.problems.Add(path+".turn", "must be at least 1m and at most %s; a week is 168h", sla.Duration(longest))
	}
	if s.Zone != "" {
		var err error
		if r.zone, err = calendar.Parse(s.Zone + " mon-sun 00:00-24:00"); err != nil {
			c.problems.Add(path+".zone", "%q is not a zone; write an IANA name such as Europe/Berlin", s.Zone)
		}
		if r.turn%day == 0 {
			r.days = int(r.turn / day)
		}
	}
	if s.Calendar != "" {
		r.hours = c.calendar(path+".calendar", s.Calendar)
	}
	return r
}
