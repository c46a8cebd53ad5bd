package pack

import (
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
)

// standIn takes the place of a faulty calendar: it opens and closes, as each user of a calendar may ask.
var standIn = calendar.MustParse("UTC mon-sun 00:00-12:00")

// standIns returns a calendar for each name that is used, for a pack whose calendars cannot be read: the rest is then checked as
// if the names were right.
func (f File) standIns() map[string]calendar.Spec {
	specs := map[string]calendar.Spec{}
	use := func(name string) { specs[name] = standIn.Spec() }
	for _, policy := range f.Policies {
		use(policy.Calendar)
		for _, target := range policy.Targets {
			use(target.Calendar)
		}
	}
	for _, agent := range f.Agents {
		use(agent.Hours)
	}
	for _, rotation := range f.OnCall {
		use(rotation.Calendar)
	}
	for _, ladder := range f.Ladders {
		use(ladder.Calendar)
		use(ladder.Quiet)
	}
	delete(specs, "")
	return specs
}

// withoutOrphans leaves out of err what is unknown only because the document lost the part that declares it.
func (f File) withoutOrphans(d *Document, err error) error {
	lost := f.lostKinds(d)
	var all, own calendar.Problems
	all.Merge("", err)
	for _, p := range all {
		orphan := slices.ContainsFunc(lost, func(kind string) bool { return strings.HasPrefix(p.Message, "unknown "+kind+" ") })
		if !orphan {
			own = append(own, p)
		}
	}
	return own.Err()
}

// lostKinds returns what the document has lost names of, as the messages call it.
func (f File) lostKinds(d *Document) (kinds []string) {
	agents, queues := d.lost("agents"), d.lost("queues")
	for i := range f.Agents {
		path := calendar.IndexPath("agents", i)
		agents = agents || d.lost(path) || d.lost(path+".id")
	}
	for i := range f.Queues {
		path := calendar.IndexPath("queues", i)
		queues = queues || d.lost(path) || d.lost(path+".name")
	}
	if d.lost("policies") {
		kinds = append(kinds, "clock")
	}
	if agents {
		kinds = append(kinds, "agent", "person")
	}
	if queues {
		kinds = append(kinds, "queue")
	}
	if d.lost("roles") {
		kinds = append(kinds, "role")
	}
	if d.lost("oncall") {
		kinds = append(kinds, "on-call schedule")
	}
	return kinds
}
