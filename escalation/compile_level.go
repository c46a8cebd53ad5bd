package escalation

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// levels compiles the levels of a ladder into l.
func (c *compiler) levels(l *ladder, s LadderSpec, path string) {
	path += ".levels"
	switch n := len(s.Levels); {
	case n == 0:
		c.problems.Add(path, "missing; write at least one level")
		return
	case n > maxLevels:
		c.problems.Add(path, "has %d entries; at most %d are possible", n, maxLevels)
		return
	}
	for i, ls := range s.Levels {
		at := calendar.IndexPath(path, i)
		l.levels = append(l.levels, c.level(s, ls, at))
		c.levelName(l.levels, at)
	}
	for i := range l.levels {
		c.place(l.levels, i, calendar.IndexPath(path, i))
	}
	if lastAddress(l.levels) == "" {
		c.problems.Add(calendar.IndexPath(path, len(s.Levels)-1)+".notify",
			"names no address; the last level must notify one, such as mailto:desk@example.com, so that somebody always hears")
	}
}

// lastAddress returns the first address that the last level notifies, or "".
func lastAddress(levels []level) string {
	if len(levels) == 0 {
		return ""
	}
	for _, r := range levels[len(levels)-1].who {
		if r.by == byAddress {
			return r.name
		}
	}
	return ""
}

// place refuses a level that does not stand after every earlier one with which it can be compared.
func (c *compiler) place(levels []level, i int, path string) {
	at := levels[i].spec.At
	if at.IsZero() {
		return
	}
	j := slices.IndexFunc(levels[:i], func(earlier level) bool {
		order, known := earlier.spec.At.placed(at)
		return known && order >= 0 && !earlier.spec.At.IsZero()
	})
	if j >= 0 && levels[j].spec.At == at {
		c.problems.Add(path+".at", "%s is where levels[%d] stands too; make one level of them", at, j)
	} else if j >= 0 {
		c.problems.Add(path+".at", "%s stands before %s of levels[%d]; sort the levels by where they stand", at, levels[j].spec.At, j)
	}
}

func (c *compiler) levelName(levels []level, path string) {
	name, before := levels[len(levels)-1].name, levels[:len(levels)-1]
	if j := slices.IndexFunc(before, func(l level) bool { return l.name == name }); j >= 0 && name != "" {
		// Two levels at one place are told of where they stand.
		if l := levels[len(levels)-1]; l.spec.Name != "" || before[j].spec.Name != "" {
			c.problems.Add(path+".name", "%q is the name of levels[%d] too; give each level a name of its own", name, j)
		}
	}
}

func (c *compiler) level(ladder LadderSpec, s LevelSpec, path string) level {
	l := level{spec: &s, name: s.Name, when: c.condition(path+".when", s.When)}
	if l.name == "" {
		l.name = s.At.String()
	}
	c.point(path+".at", s.At, ladder)
	for i, w := range s.Notify {
		l.who = append(l.who, c.recipient(calendar.IndexPath(path+".notify", i), w))
	}
	if len(s.Notify) == 0 && len(s.Set) == 0 && s.Move == "" && len(s.Watch) == 0 && len(s.Tag) == 0 {
		c.problems.Add(path, "does nothing; say who is to be notified, or what to set, move, watch or tag")
	}
	c.duties(path, s)
	if !s.Acknowledge.IsZero() {
		c.length(path+".acknowledge", s.Acknowledge, ladder.Calendar)
	}
	if s.Repeat != nil {
		l.repeat = c.repeat(path+".repeat", *s.Repeat, ladder.Calendar)
	}
	return l
}

// point checks that a level stands where its subject passes.
func (c *compiler) point(path string, at Point, ladder LadderSpec) {
	if back, err := ParsePoint(at.String()); !at.IsZero() && (err != nil || back != at) {
		c.problems.Add(path, "is no point; write one such as 75%%, 30m before, due or 1h after")
		return
	}
	clock := ladder.On != OnPaused && ladder.On != OnStuck && ladder.On != OnFailed
	switch {
	case at.IsZero() && clock:
		c.problems.Add(path, "missing; write where it stands, such as 75%%, 30m before, due or 1h after")
	case at.IsZero():
		c.problems.Add(path, "missing; write how long after, such as 2h after wall")
	case clock:
	case at.Share != 0 || at.Offset <= 0:
		c.problems.Add(path, "%s is a point of a clock; on %s write how long after, such as 2h after wall", at, ladder.On)
	default:
		if !at.Wall && ladder.Calendar == "" {
			c.problems.Add(path, "counts business time without a calendar; name the ladder's calendar, or write %s wall", at)
		}
		if at.Offset > sla.Duration(longest) {
			c.problems.Add(path, "is too long; write at most %s", sla.Duration(longest))
		}
	}
}

func (c *compiler) recipient(path string, w Who) recipient {
	by, name := w.split()
	switch by {
	case byRole:
		c.known(path, "role", name, slices.Sorted(maps.Keys(c.staffed.roles)))
	case byOnCall:
		c.known(path, "on-call schedule", name, slices.Sorted(maps.Keys(c.staffed.oncall)))
	case byPerson:
		c.known(path, "person", name, slices.Sorted(maps.Keys(c.staffed.people)))
	case "":
		c.unknownWho(path, strings.TrimSpace(string(w)))
	}
	return recipient{by, name}
}

func (c *compiler) unknownWho(path, w string) {
	word, name, _ := strings.Cut(w, " ")
	near := calendar.Nearest(word, []string{"assignee", "lead", "watchers", "role", "oncall", "person"})
	_, person := c.staffed.people[w]
	switch {
	case person:
		c.problems.Add(path, "%q is a person; write person %s", w, w)
	case near != "" && near != word:
		c.problems.Add(path, "%q is nobody; did you mean %q?", w, strings.TrimSpace(near+" "+name))
	default:
		c.problems.Add(path, "%q is nobody; write assignee, lead, watchers, role NAME, oncall NAME, person NAME, or an address such as slack:support", w)
	}
}

// duties checks what else a level does.
func (c *compiler) duties(path string, s LevelSpec) {
	for _, name := range slices.Sorted(maps.Keys(s.Set)) {
		c.set(calendar.KeyPath(path+".set", name), name, s.Set[name])
	}
	for i, who := range s.Watch {
		if _, ok := c.staffed.people[who]; !ok && !isAddress(who) {
			c.problems.Unknown(calendar.IndexPath(path+".watch", i), "person", who, slices.Sorted(maps.Keys(c.staffed.people)))
		}
	}
	for i, tag := range s.Tag {
		if err := c.terms.Check(sla.Fields{"tags": []string{tag}}); tag == "" || err != nil {
			c.problems.Unknown(calendar.IndexPath(path+".tag", i), "tag", tag, c.terms.Values("tags"))
		}
	}
	if s.Runbook != "" {
		if u, err := url.Parse(s.Runbook); err != nil || u.Scheme == "" {
			c.problems.Add(path+".runbook", "%q is not a link; write it whole, such as https://wiki.example.com/runbook", s.Runbook)
		}
	}
}

// set checks a field that a level sets, as an event that changes it would be.
func (c *compiler) set(path, name, value string) {
	kind, known := c.terms.Type(name)
	switch {
	case slices.Contains([]string{"id", "tenant", "status", "team", "assignee"}, name):
		c.problems.Add(path, "is not for a level to set; use move to send the ticket elsewhere, or remove it")
	case !known:
		c.problems.Unknown(path, "field", name, c.terms.Names())
	case kind != sla.TextField:
		c.problems.Add(path, "is a %s; a level sets texts, and adds tags with tag", kind)
	default:
		if err := c.terms.Check(sla.Fields{name: value}); err != nil {
			c.problems.Unknown(path, name, value, c.terms.Values(name))
		}
	}
}

// repeat checks how a level repeats and sets its defaults.
func (c *compiler) repeat(path string, s RepeatSpec, hours string) *RepeatSpec {
	if s.Every.IsZero() {
		c.problems.Add(path+".every", "missing; write the time between two notices, such as 30m or 30m wall")
	} else {
		c.length(path+".every", s.Every, hours)
	}
	if s.Times < 0 || s.Times > maxTimes {
		c.problems.Add(path+".times", "is %d; write 1 to %d", s.Times, maxTimes)
	} else if s.Times == 0 {
		s.Times = defaultTimes
	}
	if s.Within < 0 || s.Within > sla.Duration(longest) {
		c.problems.Add(path+".within", "must be more than zero and at most %s", sla.Duration(longest))
	} else if s.Within == 0 {
		s.Within = sla.Duration(defaultWithin)
	}
	return &s
}
