package escalation_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// even draws whole numbers below n, each as often as the others.
func even(t *rapid.T, label string, n int) int {
	return rapid.Custom(func(t *rapid.T) int {
		x := 0
		for reach := 1; reach < 8*n; reach *= 2 {
			x *= 2
			if rapid.Bool().Draw(t, "bit") {
				x++
			}
		}
		return x % n
	}).Draw(t, label)
}

func pick[T any](t *rapid.T, label string, list ...T) T { return list[even(t, label, len(list))] }

func chance(t *rapid.T, label string, n int) bool { return even(t, label, n) == n-1 }

func point(t *rapid.T, s string) escalation.Point {
	p, err := escalation.ParsePoint(s)
	require.NoError(t, err)
	return p
}

// ways are where the levels of a ladder may stand, in the order in which they are reached.
var ways = [][]string{
	{"25%", "50%", "75%", "due", "1h after", "10h after"},
	{"2h before", "1h before", "30m before", "due", "30m after wall", "20h after wall"},
	{"10%", "90%", "100.5%", "150%", "300%"},
	{"50%", "1h before wall", "due", "1h after wall", "30h after"},
}

var lengths = []string{"1m after wall", "2h after", "3h after wall", "9h after wall"}

// drawSpec draws one to three ladders that Compile takes.
func drawSpec(t *rapid.T) escalation.Spec {
	spec := escalation.Spec{
		People: people, Roles: map[string][]string{"all": {"ana", "ben", "cleo"}},
		OnCall: map[string]escalation.RotationSpec{"pager": {
			Members: []string{"ben", "cleo"}, From: at("01 00:00"), Turn: sla.Duration(7 * time.Hour), Calendar: "office",
		}},
		Limits: escalation.Limits{Notices: pick(t, "limit", 0, 0, 1, 5)},
	}
	for i := range 1 + even(t, "ladders", 3) {
		spec.Ladders = append(spec.Ladders, drawLadder(t, fmt.Sprint("ladder", i)))
	}
	return spec
}

func drawLadder(t *rapid.T, name string) escalation.LadderSpec {
	subjects := append([]string{escalation.OnPaused, escalation.OnStuck, escalation.OnFailed}, clocks...)
	l := escalation.LadderSpec{
		Name: name, On: pick(t, "on", append(subjects, clocks...)...), Calendar: pick(t, "calendar", "office", "always"),
		Quiet: pick(t, "quiet", "", "", "night"), When: pick(t, "when", "", "", "", `priority == "normal"`),
	}
	way := lengths
	if slices.Contains(clocks, l.On) {
		way = pick(t, "way", ways...)
	}
	for i, p := range way {
		if i < len(way)-1 && chance(t, "left out", 3) {
			continue
		}
		l.Levels = append(l.Levels, drawLevel(t, p))
	}
	last := &l.Levels[len(l.Levels)-1]
	last.Notify = append(last.Notify, "log:desk")
	return l
}

func drawLevel(t *rapid.T, p string) escalation.LevelSpec {
	who := []escalation.Who{"assignee", "lead", "watchers", "role all", "oncall pager", "person cleo", "slack:support"}
	l := escalation.LevelSpec{
		At: point(t, p), When: pick(t, "when", "", "", "", `priority == "urgent"`), Critical: chance(t, "critical", 4),
		Notify: []escalation.Who{pick(t, "who", who...), pick(t, "who", who...)},
	}
	if chance(t, "silent", 6) {
		l.Notify, l.Tag = nil, []string{"late"}
	}
	if chance(t, "patient", 2) {
		l.Acknowledge = escalation.Length{For: sla.Duration(2 * time.Hour), Wall: rapid.Bool().Draw(t, "wall")}
	}
	if chance(t, "repeats", 2) {
		every := escalation.Length{For: pick(t, "every", sla.Duration(20*time.Minute), sla.Duration(3*time.Hour)), Wall: rapid.Bool().Draw(t, "wall")}
		l.Repeat = &escalation.RepeatSpec{Every: every, Times: even(t, "times", 5), Within: pick(t, "within", 0, sla.Duration(5*time.Hour))}
	}
	return l
}

// moment is one step of a life: what stood before it, and what it did.
type moment struct {
	now     sla.Instant
	before  escalation.Progress
	act     *escalation.Act
	actions []escalation.Action
}

// life is a random ticket on random ladders.
type life struct {
	*desk
	t    *rapid.T
	spec escalation.Spec
	keys []string // of the notices so far
}

func drawLife(t *rapid.T) *life {
	l := &life{t: t, spec: drawSpec(t)}
	l.desk = open(t, l.spec)
	l.s.Policies = promises[pick(t, "unit", sla.Wall, sla.Business)]
	l.s.State = sla.NewState("T-1")
	l.events = 0
	l.take("02 10:00", sla.Event{Kind: sla.Created, By: sla.Customer, Status: "open", Fields: sla.Fields{"priority": "normal"}})
	l.progress = escalation.Progress{}
	l.s.Now = at("02 10:00")
	return l
}

func (l *life) take(when string, ev sla.Event) { l.takeAt(at(when), ev) }

func (l *life) takeAt(now sla.Instant, ev sla.Event) {
	l.events++
	ev.Key, ev.At = fmt.Sprintf("e%03d", l.events), now
	_, err := l.s.Policies.Step(l.s.State, ev, nil)
	require.NoError(l.t, err)
}

// live lets a dozen things happen and calls check after each.
func (l *life) live(check func(m moment)) {
	for range 4 + even(l.t, "steps", 20) {
		check(l.happen(l.wait(), l.chance()))
	}
}

// happen steps at an instant.
func (l *life) happen(now sla.Instant, act *escalation.Act) moment {
	m := moment{now: now, before: l.progress.Clone(), act: act}
	m.actions = l.step(now, act)
	for i := range m.actions {
		l.keys = append(l.keys, m.actions[i].Keys("T-1")...)
	}
	return m
}

// wait returns when the next thing happens: soon, late, or just when the ladders asked to be looked at.
func (l *life) wait() sla.Instant {
	now := l.s.Now
	switch wake := l.progress.Wake(); {
	case wake != 0 && chance(l.t, "on time", 3):
		now = max(now, wake)
	default:
		now = now.Add(pick(l.t, "wait", 0, time.Minute, 25*time.Minute, 100*time.Minute, 5*time.Hour, 26*time.Hour))
	}
	l.s.Now = now
	return now
}

// chance changes the ticket, or who is there, and may return an act.
func (l *life) chance() *escalation.Act {
	now := l.s.Now
	switch even(l.t, "what", 12) {
	case 0, 1:
		l.takeAt(now, status(pick(l.t, "status", "open", "pending", "pending", "solved")))
	case 2:
		l.takeAt(now, reply)
	case 3:
		l.takeAt(now, sla.Event{Kind: sla.Changed, Fields: sla.Fields{"priority": pick(l.t, "priority", "urgent", "normal")}})
	case 4:
		l.s.Assignee, l.s.Lead = pick(l.t, "assignee", "", "ana", "cleo"), pick(l.t, "lead", "", "ben", "gone")
		l.s.Watchers = pick(l.t, "watchers", nil, []string{"ana", "mailto:kim@example.com", "gone"})
	case 5:
		away := pick(l.t, "away", "", "ana", "ben")
		l.s.Away = func(id string) bool { return id == away }
	case 6:
		l.s.Stuck = pick(l.t, "stuck", 0, now)
		l.s.Failed = pick(l.t, "failed", nil, []escalation.Failure{{Key: "a/b", At: now}, {Key: "c", At: now}})
	case 7:
		l.s.Closed = !l.s.Closed
	case 8, 9:
		return l.drawAct(now)
	}
	return nil
}

func (l *life) drawAct(now sla.Instant) *escalation.Act {
	act := &escalation.Act{
		Kind: pick(l.t, "act", escalation.Acknowledge, escalation.Snooze, "shout"), By: "ana",
		Until: now.Add(pick(l.t, "until", 0, 90*time.Minute, 96*time.Hour, 97*time.Hour)),
	}
	if len(l.keys) > 0 && rapid.Bool().Draw(l.t, "by key") {
		act.Key = pick(l.t, "key", l.keys...)
	} else if rapid.Bool().Draw(l.t, "by ladder") {
		act.Ladder = "ladder0"
	}
	return act
}

// rungKey names the rung of an action.
type rungKey struct {
	ladder, subject string
	cycle, epoch    uint32
	since           sla.Instant
}

func keyOf(a *escalation.Action) rungKey {
	return rungKey{a.Ladder, a.Subject, a.Cycle, a.Epoch, a.Since}
}

// rung returns the rung of an action in a progress, or nil.
func rung(p *escalation.Progress, k rungKey) *escalation.Rung {
	for i := range p.Rungs {
		r := &p.Rungs[i]
		if k == (rungKey{r.Ladder, r.Subject, r.Cycle, r.Epoch, r.Since}) {
			return r
		}
	}
	return nil
}
