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
	for _, queue := range f.Queues {
		use(queue.Hours)
	}
	for _, need := range f.Coverage {
		use(need.During)
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
		orphan := slices.ContainsFunc(lost, func(kind string) bool {
			return strings.HasPrefix(p.Message, "unknown "+kind+" ") || strings.HasPrefix(p.Message, "there is no "+kind+";") ||
				strings.Contains(p.Message, `" is no `+kind+";")
		})
		if !orphan {
			own = append(own, p)
		}
	}
	return own.Err()
}

// lostKinds returns what the document has lost names of, as the messages call it.
func (f File) lostKinds(d *Document) (kinds []string) {
	for _, part := range []struct {
		lost  bool
		kinds []string
	}{
		{d.lost("policies"), []string{"clock"}},
		{d.lostNames("agents", "id", len(f.Agents)), []string{"agent", "person"}},
		{d.lost("skills") || d.lostNames("agents", "skills", len(f.Agents)), []string{"skill", "skill or language"}},
		{d.lostNames("agents", "languages", len(f.Agents)), []string{"skill or language"}},
		{d.lostNames("teams", "name", len(f.Teams)), []string{"team"}},
		{d.lostNames("teams", "region", len(f.Teams)), []string{"region"}},
		{d.lostNames("queues", "name", len(f.Queues)), []string{"queue"}},
		{d.lostNames("overflows", "name", len(f.Overflows)), []string{"way out"}},
		{d.lost("matrix") || d.lost("matrix.dimensions"), []string{"dimension"}},
		{d.lost("roles"), []string{"role"}},
		{d.lost("oncall"), []string{"on-call schedule"}},
	} {
		if part.lost {
			kinds = append(kinds, part.kinds...)
		}
	}
	return kinds
}

// lostNames says whether the document lost a list, an entry of it or what an entry has under a key.
func (d *Document) lostNames(list, key string, n int) bool {
	lost := d.lost(list)
	for i := range n {
		path := calendar.IndexPath(list, i)
		lost = lost || d.lost(path) || d.lost(path+"."+key)
	}
	return lost
}
