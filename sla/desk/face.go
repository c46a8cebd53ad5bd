package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// Face returns the fields of the case that its records tell of. It is the fold of them: what the trail says and what the case
// says is the same.
func (c *Case) Face() audit.Fold {
	face := audit.Fold{}
	if c.State == nil {
		return face
	}
	nothing := &Case{State: &sla.State{}}
	d := diff{}
	d.ticket(nothing, c)
	eachClock(nothing, c, func(before, after *sla.Clock) { d.clock(after.Name, before, after) })
	d.route(nothing, c)
	d.ladders(nothing, c)
	d.notices(nothing.Notices, c.Notices)
	_ = face.Apply(&audit.Record{Changes: d.list}) // nothing was there before
	return face
}

// diff gathers changed fields.
type diff struct {
	list   []audit.Change
	taken  int // how many stand in records
	prefix string
	names  names
}

func (d *diff) value(field string, before, after audit.Value) {
	d.list = append(d.list, audit.Change{Field: d.prefix + field, Before: before, After: after})
}

func (d *diff) text(field, before, after string) {
	if before != after {
		d.value(field, audit.TextOrNone(before), audit.TextOrNone(after))
	}
}

func (d *diff) instant(field string, before, after sla.Instant) {
	if before != after {
		d.value(field, instantOrNone(before), instantOrNone(after))
	}
}

func instantOrNone(at sla.Instant) audit.Value {
	if at == 0 {
		return audit.None
	}
	return audit.Instant(at.Time())
}

func (d *diff) count(field string, before, after int64) {
	if before != after {
		d.value(field, countOrNone(before), countOrNone(after))
	}
}

func (d *diff) flag(field string, before, after bool) {
	if before != after {
		d.value(field, flagOrNone(before), flagOrNone(after))
	}
}

func flagOrNone(b bool) audit.Value {
	if !b {
		return audit.None
	}
	return audit.Flag(b)
}

func countOrNone(n int64) audit.Value {
	if n == 0 {
		return audit.None
	}
	return audit.Int(n)
}

func (d *diff) texts(field string, before, after []string) {
	if !slices.Equal(before, after) {
		d.value(field, listOrNone(before), listOrNone(after))
	}
}

func listOrNone(list []string) audit.Value {
	if len(list) == 0 {
		return audit.None
	}
	return audit.List(slices.Clone(list))
}

// ticket gathers the changed fields of the ticket itself.
func (d *diff) ticket(a, b *Case) {
	before, after := stateOrNone(a), b.State
	d.instant("created", before.Facts.Created, after.Facts.Created)
	d.text("status", before.Facts.Status, after.Facts.Status)
	d.text("team", before.Facts.Team, after.Facts.Team)
	d.text("assignee", before.Facts.Assignee, after.Facts.Assignee)
	d.text("gone", before.Facts.Gone.String(), after.Facts.Gone.String())
	d.text("policy", before.Policy.Name, after.Policy.Name)
	d.text("policy_version", before.Policy.Version, after.Policy.Version)
	d.instant("resolved", a.Resolved, b.Resolved)
	d.text("into", a.Into, b.Into)
	d.text("follows", a.Follows, b.Follows)
	d.texts("watchers", a.Watchers, b.Watchers)
	d.texts("tags", a.Tags, b.Tags)
	d.fields(before.Fields, after.Fields)
}

func stateOrNone(c *Case) *sla.State {
	if c.State == nil {
		return &sla.State{}
	}
	return c.State
}

// fields compares the fields that the vocabulary declares.
func (d *diff) fields(before, after sla.Fields) {
	first := len(d.list)
	for name, v := range after {
		if w, ok := before[name]; !ok || !sameField(v, w) {
			d.value(d.names.field(name), fieldValue(before[name]), fieldValue(v))
		}
	}
	for name, v := range before {
		if _, ok := after[name]; !ok {
			d.value(d.names.field(name), fieldValue(v), audit.None)
		}
	}
	slices.SortFunc(d.list[first:], byField)
}

func byField(a, b audit.Change) int { return strings.Compare(a.Field, b.Field) }

func sameField(v, w any) bool {
	switch v := v.(type) {
	case string:
		w, ok := w.(string)
		return ok && v == w
	case bool:
		w, ok := w.(bool)
		return ok && v == w
	}
	return fieldValue(v).Equal(fieldValue(w))
}

// fieldValue returns the value of a field as a record holds it. A number is text, since it may have fractions.
func fieldValue(v any) audit.Value {
	switch v := v.(type) {
	case nil:
		return audit.None
	case string:
		return audit.Text(v)
	case bool:
		return audit.Flag(v)
	case []string:
		return audit.List(v)
	case []any:
		list := make([]string, len(v))
		for i := range v {
			list[i] = fmt.Sprint(v[i])
		}
		return audit.List(list)
	}
	return audit.Text(fmt.Sprint(v))
}

// noClock is a clock that is not there. It is never written.
var noClock sla.Clock

// eachClock calls fn for the present cycle of each clock before and after. A clock that is not there has no name.
func eachClock(a, b *Case, fn func(before, after *sla.Clock)) {
	before := stateOrNone(a)
	for i := range b.State.Clocks {
		after := &b.State.Clocks[i]
		fn(clockLike(before, after, i), after)
	}
	for i := range before.Clocks {
		if c := &before.Clocks[i]; clockLike(b.State, c, i) == &noClock {
			fn(c, &noClock)
		}
	}
}

// clockLike returns the clock of a state that has the name of c, or noClock. It is likely at the same place.
func clockLike(s *sla.State, c *sla.Clock, place int) *sla.Clock {
	if place < len(s.Clocks) && s.Clocks[place].Name == c.Name {
		return &s.Clocks[place]
	}
	return cmp.Or(s.Clock(c.Name), &noClock)
}

// clock gathers the changed fields of a clock and says whether there are any.
func (d *diff) clock(name string, a, b *sla.Clock) bool {
	if sameClock(a, b) {
		return false
	}
	from := len(d.list)
	field := d.names.clock(name)
	d.text(field.phase, phaseOf(a), phaseOf(b))
	d.count(field.cycle, int64(a.Cycle), int64(b.Cycle))
	d.count(field.epoch, int64(a.Epoch), int64(b.Epoch))
	d.instant(field.started, a.Started, b.Started)
	d.instant(field.due, a.Due, b.Due)
	d.instant(field.breached, a.Breach, b.Breach)
	d.instant(field.ended, a.Ended, b.Ended)
	if a.Target != b.Target {
		d.text(field.target, lengthOf(a), lengthOf(b))
	}
	return len(d.list) > from
}

func sameClock(a, b *sla.Clock) bool {
	return a.Phase == b.Phase && a.Cycle == b.Cycle && a.Epoch == b.Epoch && a.Started == b.Started && a.Due == b.Due &&
		a.Breach == b.Breach && a.Ended == b.Ended && a.Target == b.Target && (a.Name == "") == (b.Name == "")
}

func phaseOf(c *sla.Clock) string {
	if c.Name == "" {
		return ""
	}
	return c.Phase.String()
}

func lengthOf(c *sla.Clock) string {
	if c.Target == 0 {
		return ""
	}
	return c.Target.String()
}

// route gathers the changed fields of the ticket's way through the queues.
func (d *diff) route(a, b *Case) {
	d.text("queue", a.Journey.Queue, b.Journey.Queue)
	d.text("lead", a.Lead, b.Lead)
	d.count("units", int64(a.Units), int64(b.Units))
	d.flag("interruptible", a.Interruptible, b.Interruptible)
	d.text("owner", a.Owner, b.Owner)
	d.count("hops", int64(a.Journey.Hops), int64(b.Journey.Hops))
	d.texts("visited", a.Journey.Visited, b.Journey.Visited)
	d.texts("declined", a.Journey.Declined, b.Journey.Declined)
	d.text("offer", a.Handoff.ID, b.Handoff.ID)
	d.text("offer.agent", a.Handoff.Agent, b.Handoff.Agent)
	d.text("offer.state", string(a.Handoff.State), string(b.Handoff.State))
	d.instant("offer.until", a.Handoff.Until, b.Handoff.Until)
}

// ladders gathers the changed rungs.
func (d *diff) ladders(a, b *Case) {
	for i := range b.Ladders.Rungs {
		after := &b.Ladders.Rungs[i]
		d.rung(rungLike(a, after, i), after, after)
	}
	for i := range a.Ladders.Rungs {
		if before := &a.Ladders.Rungs[i]; rungLike(b, before, i) == nil {
			d.rung(before, &escalation.Rung{}, before)
		}
	}
	d.prefix = ""
}

// noticeField begins the name of the field of a notice.
const noticeField = "notice."

// rungLike returns the rung of a case that stands for the same as r, or nil. It is likely at the same place.
func rungLike(c *Case, r *escalation.Rung, place int) *escalation.Rung {
	same := func(o *escalation.Rung) bool {
		return o.Ladder == r.Ladder && o.Subject == r.Subject && o.Cycle == r.Cycle && o.Epoch == r.Epoch && o.Since == r.Since
	}
	rungs := c.Ladders.Rungs
	if place < len(rungs) && same(&rungs[place]) {
		return &rungs[place]
	}
	if i := slices.IndexFunc(rungs, func(o escalation.Rung) bool { return same(&o) }); i >= 0 {
		return &rungs[i]
	}
	return nil
}

func (d *diff) rung(a, b, name *escalation.Rung) {
	if a == nil {
		a = &escalation.Rung{}
	}
	if a.Level == b.Level && a.Repeats == b.Repeats && a.Fired == b.Fired && a.Acked == b.Acked && a.By == b.By &&
		a.Until == b.Until && a.Deferred == b.Deferred {
		return
	}
	d.prefix = fmt.Sprintf("ladder.%s.%s.%d.%d.", name.Ladder, name.Subject, name.Cycle, name.Epoch)
	if name.Since != 0 {
		d.prefix += name.Since.String() + "."
	}
	d.count("level", int64(a.Level), int64(b.Level))
	d.count("repeats", int64(a.Repeats), int64(b.Repeats))
	d.instant("fired", a.Fired, b.Fired)
	d.instant("acknowledged", a.Acked, b.Acked)
	d.text("by", a.By, b.By)
	d.instant("until", a.Until, b.Until)
	d.instant("deferred", a.Deferred, b.Deferred)
}

// notices compares what became of the notices.
func (d *diff) notices(before, after []Noted) {
	if slices.Equal(before, after) {
		return
	}
	first := len(d.list)
	for i := range after {
		n := &after[i]
		if was := notedIn(before, n.Key); was != nil {
			d.text(noticeField+n.Key, string(was.State), string(n.State))
		} else {
			d.text(noticeField+n.Key, "", string(n.State))
		}
	}
	for i := range before {
		if n := &before[i]; notedIn(after, n.Key) == nil {
			d.text(noticeField+n.Key, string(n.State), "")
		}
	}
	slices.SortFunc(d.list[first:], byField)
}

// notedIn returns the entry of a notice in a list, or nil.
func notedIn(list []Noted, key string) *Noted {
	for i := range list {
		if list[i].Key == key {
			return &list[i]
		}
	}
	return nil
}
