package escalation

import (
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// Person is somebody who was found to hear.
type Person struct {
	ID      string `json:"id,omitempty"`
	Address string `json:"address"`
}

// name returns the id, or the address of one without.
func (p Person) name() string {
	if p.ID != "" {
		return p.ID
	}
	return p.Address
}

// staff is who is reached how.
type staff struct {
	people map[string]member
	roles  map[string][]string
	oncall map[string]*rotation
}

// member is a declared person with the hours in which it hears.
type member struct {
	Person
	hours calendar.Calendar
}

// recipient is a compiled Who.
type recipient struct {
	by   manner
	name string
}

// Person returns how a person is reached: at its address, or at log:ID when it has none. It is false for one whom nobody
// declared.
func (l *Ladders) Person(id string) (Person, bool) {
	m, ok := l.staff.people[id]
	if !ok {
		return Person{ID: id, Address: "log:" + id}, false
	}
	return m.Person, true
}

// find returns everybody of a list of recipients who is there, each address once, in the order of the list.
func (f *staff) find(list []recipient, s *Situation) (there []Person) {
	for _, r := range list {
		switch r.by {
		case byAddress:
			there = join(there, Person{Address: r.name})
		case byAssignee:
			there = f.add(there, s, s.Assignee)
		case byLead:
			there = f.add(there, s, s.Lead)
		case byWatchers:
			there = f.add(there, s, s.Watchers...)
		case byRole:
			there = f.add(there, s, f.roles[r.name]...)
		case byOnCall:
			there = f.add(there, s, f.oncall[r.name].onTurn(s.Now))
		case byPerson:
			there = f.add(there, s, r.name)
		}
	}
	return there
}

// add adds those of ids who are there. An id that nobody declared is there only when it is an address itself.
func (f *staff) add(there []Person, s *Situation, ids ...string) []Person {
	for _, id := range ids {
		m, ok := f.people[id]
		switch {
		case ok && f.present(m, s):
			there = join(there, m.Person)
		case !ok && isAddress(id):
			there = join(there, Person{Address: id})
		}
	}
	return there
}

func (f *staff) present(m member, s *Situation) bool {
	return (s.Away == nil || !s.Away(m.ID)) && m.hours.IsOpen(s.Now.Time())
}

// join adds a person whose address is not there yet.
func join(there []Person, p Person) []Person {
	if slices.ContainsFunc(there, func(q Person) bool { return q.Address == p.Address }) {
		return there
	}
	return append(there, p)
}
