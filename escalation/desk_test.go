package escalation_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// calendars are those of the tests: office hours in Berlin, a night there, and always.
var calendars = map[string]calendar.Calendar{
	"office": calendar.MustParse("Europe/Berlin mon-fri 09:00-17:00"),
	"night":  calendar.MustParse("Europe/Berlin mon-sun 22:00-07:00"),
	"always": {},
}

// broken lets a fixture fail where no test runs.
type broken struct{}

func (broken) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (broken) FailNow()                          { panic("broken fixture") }

// terms declare the fields of the tests.
var terms = func() *sla.Terms {
	t, err := sla.Vocabulary{Fields: map[string]sla.Field{
		"priority": {Values: []string{"urgent", "normal"}},
		"status":   {Values: []string{"open", "pending", "solved", "closed"}},
		"seats":    {Type: sla.NumberField},
		"region":   {},
	}}.Compile()
	require.NoError(broken{}, err)
	return t
}()

// promises are a first response within 4 hours, a resolution within 8 and an assignment within one, around the clock or in
// office hours.
var promises = map[sla.Unit]*sla.Policies{sla.Wall: promise(sla.Wall), sla.Business: promise(sla.Business)}

func promise(unit sla.Unit) *sla.Policies {
	within := func(d time.Duration) sla.Within {
		return sla.Within{All: sla.Goal{Unit: unit, Length: sla.Duration(d)}}
	}
	p, err := sla.Compile(sla.Spec{Policies: []sla.PolicySpec{{Name: "standard", Calendar: "office", Targets: []sla.TargetSpec{
		{Metric: sla.FirstResponse, Within: within(4 * time.Hour), Pause: []sla.PauseSpec{{Status: "pending"}}},
		{Metric: sla.Resolution, Within: within(8 * time.Hour), Pause: []sla.PauseSpec{{Status: "pending"}}},
		{Metric: sla.Assignment, Within: within(time.Hour)},
	}}}}, terms, calendars)
	require.NoError(broken{}, err)
	return p
}

// clocks are those of the promises.
var clocks = []string{"first_response", "resolution", "assignment"}

// at returns a day and a time of March 2026 in UTC, such as 02 10:00, which is a Monday.
func at(text string) sla.Instant {
	t, err := time.Parse("2006-01-02 15:04", "2026-03-"+text)
	if err != nil {
		panic(err)
	}
	return sla.At(t)
}

// people are those of the tests. Cleo works in office hours.
var people = []escalation.PersonSpec{
	{ID: "ana", Address: "log:ana"}, {ID: "ben", Address: "mailto:ben@example.com"}, {ID: "cleo", Hours: "office"},
}

// levels reads levels written as JSON.
func levels(tb rapid.TB, list string) (out []escalation.LevelSpec) {
	tb.Helper()
	require.NoError(tb, json.Unmarshal([]byte(list), &out))
	return out
}

// ladder returns a spec of one ladder on a clock or another subject.
func ladder(tb rapid.TB, on, list string) escalation.Spec {
	tb.Helper()
	return escalation.Spec{People: people, Ladders: []escalation.LadderSpec{
		{Name: "bell", On: on, Calendar: "office", Levels: levels(tb, list)},
	}}
}

// desk is one ticket on ladders: enough of a desk to ask them.
type desk struct {
	tb       rapid.TB
	ladders  *escalation.Ladders
	progress escalation.Progress
	s        escalation.Situation
	events   int
}

// open returns a desk with a ticket that was opened on Monday at 10:00.
func open(tb rapid.TB, spec escalation.Spec) *desk {
	tb.Helper()
	ladders, err := escalation.Compile(spec, terms, calendars, clocks)
	require.NoError(tb, err)
	d := &desk{tb: tb, ladders: ladders}
	d.s = escalation.Situation{Policies: promises[sla.Wall], State: sla.NewState("T-1"), Assignee: "ana", Lead: "ben"}
	d.event("02 10:00", sla.Event{Kind: sla.Created, By: sla.Customer, Status: "open", Fields: sla.Fields{"priority": "normal"}})
	return d
}

// event takes an event into the clocks and looks at the ladders.
func (d *desk) event(when string, ev sla.Event) []string {
	d.tb.Helper()
	d.events++
	ev.Key, ev.At = fmt.Sprint("e", d.events), at(when)
	_, err := d.s.Policies.Step(d.s.State, ev, nil)
	require.NoError(d.tb, err)
	return d.look(when)
}

// look steps the ladders and returns what was to be done, a line each.
func (d *desk) look(when string) []string { return d.acts(when, nil) }

// acts is look with an act.
func (d *desk) acts(when string, act *escalation.Act) []string {
	d.tb.Helper()
	var lines []string
	for _, a := range d.step(at(when), act) {
		lines = append(lines, line(&a))
	}
	return lines
}

func (d *desk) step(now sla.Instant, act *escalation.Act) []escalation.Action {
	d.tb.Helper()
	d.s.Now = now
	_, err := d.s.Policies.Advance(d.s.State, now, nil)
	require.NoError(d.tb, err)
	actions, err := d.ladders.Step(&d.progress, &d.s, act, nil)
	require.NoError(d.tb, err)
	return actions
}

// line writes an action in short: fired 2 ana,ben.
func line(a *escalation.Action) string {
	s := fmt.Sprintf("%s %d", a.Kind, a.Level)
	var to []string
	for _, p := range a.To {
		to = append(to, p.Address)
	}
	if len(to) > 0 {
		s += " to " + strings.Join(to, ",")
	}
	if a.Until != 0 {
		s += " until " + a.Until.Time().Format("02 15:04")
	}
	return s
}

func (d *desk) json() string {
	d.tb.Helper()
	b, err := json.Marshal(d.progress)
	require.NoError(d.tb, err)
	return string(b)
}
