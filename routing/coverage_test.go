package routing_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// utc returns an instant written in UTC, such as 2026-03-29 01:00.
func utc(t require.TestingT, text string) sla.Instant {
	at, err := time.Parse("2006-01-02 15:04", text)
	require.NoError(t, err)
	return sla.At(at)
}

// coverOne returns how a need is covered by agents who work by calendars of their own id.
func coverOne(t *testing.T, specs map[string]calendar.Spec, agents []routing.AgentSpec, need routing.CoverageNeed, from, until string) routing.NeedCoverage {
	t.Helper()
	cals, err := calendar.CompileAll(specs, nil)
	require.NoError(t, err)
	r, err := routing.Compile(routing.Spec{Agents: agents}, nil, cals)
	require.NoError(t, err)
	got, err := r.Coverage([]routing.CoverageNeed{need}, utc(t, from), utc(t, until))
	require.NoError(t, err)
	return got.Needs[0]
}

// sunDesk is three regions that hand over to each other without a gap in June.
var sunDesk = map[string]calendar.Calendar{
	"sydney":    calendar.MustParse("Australia/Sydney mon-sun 08:00-17:00"),
	"berlin":    calendar.MustParse("Europe/Berlin mon-sun 08:00-16:00"),
	"new york":  calendar.MustParse("America/New_York mon-sun 10:00-18:00"),
	"anywhere":  calendar.MustParse("UTC mon-sun 00:00-24:00"),
	"saturdays": calendar.MustParse("Europe/Berlin sat 07:00-08:00"),
}

func sunRouter(t require.TestingT) *routing.Router {
	r, err := routing.Compile(routing.Spec{
		Skills: []string{"vpn"},
		Teams:  []routing.TeamSpec{{Name: "apac", Region: "east"}, {Name: "emea", Region: "middle"}, {Name: "amer", Region: "west"}},
		Agents: []routing.AgentSpec{
			{ID: "syd", Hours: "sydney", Teams: []string{"apac"}, Skills: map[string]int{"vpn": 2}},
			{ID: "ber", Hours: "berlin", Teams: []string{"emea"}, Languages: []string{"de", "en"}},
			{ID: "nyc", Hours: "new york", Teams: []string{"amer"}, Channels: []string{"chat"}},
		},
		Queues: []routing.QueueSpec{{Name: "night", Agents: []string{"syd"}, When: `priority == "low"`}, {Name: "front", Teams: []string{"emea", "amer"}}},
	}, nil, sunDesk)
	require.NoError(t, err)
	return r
}

// yearOf is the year 2027 in UTC.
func yearOf(t require.TestingT) (from, until sla.Instant) {
	return utc(t, "2027-01-01 00:00"), utc(t, "2028-01-01 00:00")
}

// TestFollowTheSun: a desk that tiles each day of June leaves an hour open on most days of the year, each by a clock change.
func TestFollowTheSun(t *testing.T) {
	r := sunRouter(t)
	june, err := r.Coverage([]routing.CoverageNeed{{Name: "all"}}, utc(t, "2027-06-01 00:00"), utc(t, "2027-07-01 00:00"))
	require.NoError(t, err)
	require.Zero(t, june.Uncovered)
	from, until := yearOf(t)
	year, err := r.Coverage([]routing.CoverageNeed{{Name: "all"}}, from, until)
	require.NoError(t, err)

	b := &minuteDesk{agents: r.Agents(), cals: sunDesk, from: from.Time(), until: until.Time(), need: routing.CoverageNeed{Name: "all"}}
	b.prepare()
	minutes, gaps, before := 0, 0, false
	for at := b.from; at.Before(b.until); at = at.Add(time.Minute) {
		short := b.count(at, takenAway{}) == 0
		if short {
			minutes++
		}
		if short && !before {
			gaps++
		}
		before = short
	}
	require.Equal(t, minutes, int(time.Duration(year.Uncovered).Minutes()))
	require.Equal(t, 148, gaps)
	require.Equal(t, []routing.CauseSum{{Kinds: "clock change", Time: sla.Duration(148 * time.Hour), Gaps: 148}}, year.Needs[0].ByCause())
	for _, g := range year.Needs[0].Gaps {
		require.Equal(t, sla.Duration(time.Hour), g.Length())
	}
}

func TestCoverageCauses(t *testing.T) {
	london := calendar.Spec{Zone: "Europe/London", Hours: map[string]string{"mon-sun": "00:00-24:00"}}
	two := london
	two.Holidays = []calendar.HolidayList{{Add: map[string]string{"2026-03-29": "first", "2026-03-30": "second"}}}
	night := calendar.Spec{Zone: "UTC", Hours: map[string]string{"mon-sun": "22:00-06:00"}}
	night.Special = []calendar.Special{{Name: "early", Date: "2026-03-10", Hours: "22:00-23:00"}}
	santiago := calendar.Spec{Zone: "America/Santiago", Hours: map[string]string{"mon-sun": "00:00-24:00"}}
	specs := map[string]calendar.Spec{"london": london, "two": two, "night": night, "santiago": santiago}
	for _, c := range []struct {
		name, hours, during, from, until string
		leave                            []routing.LeaveSpec
		asked                            int
		want                             []string
	}{
		{"two holidays around a clock change", "two", "", "2026-03-28 00:00", "2026-04-01 00:00", nil, 1, []string{
			`Sun 2026-03-29 00:00 +00:00 for 23h, 0 of 1 on: holiday "first" of two`, `Sun 2026-03-29 23:00 +00:00 for 24h, 0 of 1 on: holiday "second" of two`,
		}},
		{"the night after a special date", "night", "", "2026-03-10 22:00", "2026-03-11 07:00", nil, 1, []string{
			`Tue 2026-03-10 23:00 +00:00 for 7h, 0 of 1 on: holiday "early" of night`, `Wed 2026-03-11 06:00 +00:00 for 1h, 0 of 1 on: no shift`,
		}},
		{"a leave until a midnight that does not exist", "santiago", "", "2026-09-05 00:00", "2026-09-07 00:00", []routing.LeaveSpec{{Name: "rest", From: "2026-09-05", Until: "2026-09-05"}}, 1, []string{
			`Sat 2026-09-05 04:00 +00:00 for 24h, 0 of 1 on: leave "rest" of ana`,
		}},
		{"two holidays around a clock change of the promise", "two", "london", "2026-03-28 00:00", "2026-04-01 00:00", nil, 1, []string{
			`Sun 2026-03-29 00:00 +00:00 for 23h, 0 of 1 on: holiday "first" of two`, `Mon 2026-03-30 00:00 +01:00 for 24h, 0 of 1 on: holiday "second" of two`,
		}},
		{"more than there are", "night", "", "2026-03-10 00:00", "2026-03-10 01:00", nil, 2, []string{
			`Tue 2026-03-10 00:00 +00:00 for 1h, 1 of 2 on: no shift: 1 can serve it, 2 asked for`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := coverOne(t, specs, []routing.AgentSpec{{ID: "ana", Hours: c.hours, Leave: c.leave}}, routing.CoverageNeed{Name: "x", During: c.during, Agents: c.asked}, c.from, c.until)
			var told []string
			for line := range strings.Lines(got.String()) {
				if gap, ok := strings.CutPrefix(line, "  gap: "); ok {
					told = append(told, strings.TrimSpace(gap))
				}
			}
			require.Equal(t, c.want, told)
		})
	}
}

// TestCoverageTellsTwentyCauses: of more it says how many, so that the answer stays small.
func TestCoverageTellsTwentyCauses(t *testing.T) {
	specs := map[string]calendar.Spec{"all": {Zone: "UTC", Hours: map[string]string{"mon-sun": "00:00-24:00"}}}
	var agents []routing.AgentSpec
	for i := range 25 {
		agents = append(agents, routing.AgentSpec{ID: fmt.Sprintf("a%02d", i), Hours: "all", Leave: []routing.LeaveSpec{{Name: "trip", From: "2026-03-10", Until: "2026-03-10"}}})
	}
	got := coverOne(t, specs, agents, routing.CoverageNeed{Name: "x"}, "2026-03-09 00:00", "2026-03-12 00:00")
	require.Len(t, got.Gaps, 1)
	require.Len(t, got.Gaps[0].Causes, 20)
	require.Equal(t, 5, got.Gaps[0].More)
	require.Contains(t, got.String(), `leave "trip" of a19, 5 more`)
}

// TestHandoffs: of two teams that came later and go on, the first to come is the one that takes over.
func TestHandoffs(t *testing.T) {
	day := func(hours string) calendar.Spec {
		return calendar.Spec{Zone: "UTC", Hours: map[string]string{"mon-sun": hours}}
	}
	specs := map[string]calendar.Spec{"a": day("08:00-16:00"), "b": day("15:30-20:00"), "c": day("14:00-18:00"), "d": day("21:00-22:00")}
	var agents []routing.AgentSpec
	for _, id := range []string{"d", "c", "b", "a"} {
		agents = append(agents, routing.AgentSpec{ID: id, Hours: id})
	}
	got := coverOne(t, specs, agents, routing.CoverageNeed{Name: "x"}, "2026-03-10 00:00", "2026-03-11 00:00")
	hour := sla.Duration(time.Hour)
	require.Equal(t, []routing.Handoff{
		{From: "a", To: "c", Times: 1, Least: 2 * hour, LeastAt: utc(t, "2026-03-10 16:00"), Most: 2 * hour},
		{From: "b", To: "d", Times: 1, Least: -hour, LeastAt: utc(t, "2026-03-10 20:00"), Most: -hour},
		{From: "c", To: "b", Times: 1, Least: hour * 5 / 2, LeastAt: utc(t, "2026-03-10 18:00"), Most: hour * 5 / 2},
		{From: "d", To: "a", Times: 1, Least: -10 * hour, LeastAt: utc(t, "2026-03-10 22:00"), Most: -10 * hour},
	}, got.Handoffs)
	office := coverOne(t, specs, agents[3:], routing.CoverageNeed{Name: "x", During: "a"}, "2026-03-10 00:00", "2026-03-14 00:00")
	require.Empty(t, office.Handoffs, "nobody follows where the promise ends too")
}

func TestCoverageAnswersForAKindOfAgent(t *testing.T) {
	r := sunRouter(t)
	for _, c := range []struct {
		need routing.CoverageNeed
		able int
	}{
		{routing.CoverageNeed{Language: "de"}, 3}, {routing.CoverageNeed{Language: "fr"}, 2}, {routing.CoverageNeed{Skill: "vpn"}, 1},
		{routing.CoverageNeed{Skill: "vpn", Level: 2}, 1}, {routing.CoverageNeed{Skill: "vpn", Level: 3}, 0}, {routing.CoverageNeed{Channel: "mail"}, 2},
		{routing.CoverageNeed{Team: "emea"}, 1}, {routing.CoverageNeed{Region: "west"}, 1}, {routing.CoverageNeed{Queue: "front"}, 2},
		{routing.CoverageNeed{Queue: "front", Language: "fr"}, 1}, {routing.CoverageNeed{Ticket: routing.TicketFields{"priority": "low"}}, 1},
		{routing.CoverageNeed{Ticket: routing.TicketFields{"priority": "high"}}, 2},
	} {
		c.need.Name = "x"
		got, err := r.Coverage([]routing.CoverageNeed{c.need}, utc(t, "2026-06-01 00:00"), utc(t, "2026-06-02 00:00"))
		require.NoError(t, err)
		require.Equal(t, c.able, got.Needs[0].Able, "%v", c.need)
	}
}

func TestCoverageFaults(t *testing.T) {
	r := sunRouter(t)
	_, err := r.Coverage([]routing.CoverageNeed{
		{During: "berln", Team: "emae", Level: 2, Agents: -1}, {Name: "x", Skill: "vpm", Level: 9, Region: "south", Queue: "frond"}, {Name: "x"},
		{Name: "y", Ticket: routing.TicketFields{"priority": 3}},
	}, 0, 1, routing.CoverageEdit{Agent: "nyx", Hours: "berlim", Move: sla.Duration(25 * time.Hour)}, routing.CoverageEdit{},
		routing.CoverageEdit{Add: &routing.AgentSpec{ID: "syd", Hours: "mars"}})
	require.EqualError(t, err, `edits[0].move: must be at most 24h to either side, not 25h
edits[0].hours: unknown calendar "berlim"; did you mean "berlin"?
edits[0].agent: unknown agent "nyx"; did you mean "nyc"?
edits[1]: changes nothing; write an agent to add, or the id of one whose hours change
edits[2].add.id: "syd" stands at agents[0] already; remove one
edits[2].add.hours: unknown calendar "mars"; write one of anywhere, berlin, new york, saturdays, sydney
needs[0].name: missing; write a name
needs[0].agents: must be more than zero, not -1; leave it out for 1
needs[0].level: there is no skill for it; write one under skill or leave the level out
needs[0].during: unknown calendar "berln"; did you mean "berlin"?
needs[0].team: unknown team "emae"; did you mean "emea"?
needs[1].level: must be a level from 1 to 5, not 9
needs[1].skill: unknown skill "vpm"; did you mean "vpn"?
needs[1].region: unknown region "south"; write one of east, middle, west
needs[1].queue: unknown queue "frond"; did you mean "front"?
needs[2].name: "x" stands above already, at place 1; give one of them another name
needs[3].ticket.priority: must be a text, not the number 3
until: must come after from, and both must lie in the years 1972 to 2199, not "" and "1970-01-01T00:00:00.000000001Z"`)
}

// TestCoverageEdits: moving Berlin's hours an hour later closes the winter gaps and opens others; a new agent closes all.
func TestCoverageEdits(t *testing.T) {
	r := sunRouter(t)
	from, until := yearOf(t)
	needs := []routing.CoverageNeed{{Name: "all"}}
	plain, err := r.Coverage(needs, from, until)
	require.NoError(t, err)
	require.Empty(t, plain.Changes)
	for _, edit := range []routing.CoverageEdit{
		{Add: &routing.AgentSpec{ID: "bot", Hours: "anywhere"}}, {Agent: "ber", Move: sla.Duration(-time.Hour)},
		{Agent: "ber", Hours: "anywhere"}, {Agent: "ber", Also: "saturdays"},
	} {
		got, err := r.Coverage(needs, from, until, edit)
		require.NoError(t, err)
		change := got.Changes[0]
		require.Equal(t, plain.Uncovered, change.UncoveredBefore)
		require.Equal(t, got.Uncovered, change.UncoveredAfter)
		require.Equal(t, change.UncoveredBefore-change.UncoveredAfter, stretchTime(change.Closed)-stretchTime(change.Opened))
		require.NotEqual(t, change.UncoveredBefore, change.UncoveredAfter, "%+v", edit)
	}
	again, err := r.Coverage(needs, from, until)
	require.NoError(t, err)
	require.Equal(t, plain, again, "edits leave the router alone")
}

func stretchTime(list []routing.Stretch) (sum sla.Duration) {
	for _, s := range list {
		sum += s.Length()
	}
	return sum
}

func TestCoverageText(t *testing.T) {
	r := sunRouter(t)
	got, err := r.Coverage([]routing.CoverageNeed{{Name: "all"}, {Name: "vpn", Skill: "vpn", Level: 2, During: "sydney", Agents: 2}},
		utc(t, "2026-10-30 00:00"), utc(t, "2026-11-01 12:00"), routing.CoverageEdit{Agent: "ber", Also: "saturdays"})
	require.NoError(t, err)
	require.Equal(t, `from 2026-10-30T00:00:00Z until 2026-11-01T12:00:00Z: 26h uncovered, 2h with nobody

all: 1 agent always
  promised 60h, uncovered 2h in 2 gaps, nobody 2h; 3 agents can serve it
  by clock change: 2h in 2 gaps
  gap: Fri 2026-10-30 06:00 +00:00 for 1h, 2 times until Sun 2026-11-01, 0 of 1 on: clock change in Europe/Berlin: +01:00 from UTC in place of +02:00
  weakest hour: fri 06:00, 0 on at the worst, first on 2026-10-30, uncovered 1h of 1h
  alone: ber for 20h in 3 stretches, 8h at the longest
  alone: nyc for 12h in 2 stretches, 6h at the longest
  alone: syd for 22h in 3 stretches, 8h at the longest
  hand-off: amer to apac, 2 times, overlap 1h (first Fri 2026-10-30 22:00 +00:00) to 1h
  hand-off: apac to emea, 3 times, overlap -1h (first Fri 2026-10-30 06:00 +00:00) to 0s
  hand-off: emea to amer, 2 times, overlap 1h (first Fri 2026-10-30 15:00 +00:00) to 1h
  edited: uncovered 3h before, 2h after; nobody 3h before, 2h after; one alone 53h before, 54h after; 1 stretch closed, 0 stretches opened

vpn: 2 agents during sydney, skill vpn from level 2
  promised 24h, uncovered 24h in 3 gaps, nobody 0s; 1 agent can serve it
  by no shift: 24h in 3 gaps
  gap: Fri 2026-10-30 11:00 +11:00 for 6h, 1 of 2 on: no shift: 1 can serve it, 2 asked for
  gap: Sat 2026-10-31 08:00 +11:00 for 9h, 2 times until Sun 2026-11-01, 1 of 2 on: no shift: 1 can serve it, 2 asked for
  weakest hour: fri 11:00, 1 on at the worst, first on 2026-10-30, uncovered 1h of 1h
  alone: syd for 24h in 3 stretches, 9h at the longest
  edited: uncovered 24h before, 24h after; nobody 0s before, 0s after; one alone 24h before, 24h after; 0 stretches closed, 0 stretches opened
`, got.String())
	data, err := json.Marshal(got)
	require.NoError(t, err)
	var back routing.Coverage
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, got, back)
}

// Each edit of an agent takes effect beside the others, and what would take none is refused.
func TestEveryEditTakesEffect(t *testing.T) {
	hours := map[string]calendar.Calendar{
		"week": calendar.MustParse("UTC mon-fri 09:00-17:00"), "sat": calendar.MustParse("UTC sat 09:00-17:00"), "sun": calendar.MustParse("UTC sun 09:00-17:00"),
	}
	r, err := routing.Compile(routing.Spec{Agents: []routing.AgentSpec{{ID: "ana", Hours: "week"}, {ID: "ben"}}}, nil, hours)
	require.NoError(t, err)
	monday := sla.At(time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC))
	cover := func(edits ...routing.CoverageEdit) (routing.Coverage, error) {
		return r.Coverage([]routing.CoverageNeed{{Name: "ana", Skill: ""}}, monday, monday.Add(7*24*time.Hour), edits...)
	}
	alone := func(edits ...routing.CoverageEdit) (text []string) {
		without, err := routing.Compile(routing.Spec{Agents: []routing.AgentSpec{{ID: "ana", Hours: "week"}}}, nil, hours)
		require.NoError(t, err)
		got, err := without.Coverage([]routing.CoverageNeed{{Name: "any"}}, monday, monday.Add(7*24*time.Hour), edits...)
		require.NoError(t, err)
		for _, a := range got.Needs[0].Alone {
			text = append(text, a.String())
		}
		return text
	}
	require.Equal(t, []string{"ana for 40h in 5 stretches, 8h at the longest"}, alone())
	require.Equal(t, []string{"ana for 56h in 7 stretches, 8h at the longest"},
		alone(routing.CoverageEdit{Agent: "ana", Also: "sat"}, routing.CoverageEdit{Agent: "ana", Also: "sun"}))
	require.Equal(t, []string{"ana for 40h in 5 stretches, 8h at the longest", "eve for 16h in 2 stretches, 8h at the longest"},
		alone(routing.CoverageEdit{Add: &routing.AgentSpec{ID: "eve", Hours: "sat"}, Also: "sun", Move: sla.Duration(time.Hour)}))
	_, err = cover(routing.CoverageEdit{Agent: "ana"}, routing.CoverageEdit{Agent: "ana", Hours: "week"}, routing.CoverageEdit{Also: "sat"},
		routing.CoverageEdit{Agent: "ben", Also: "sat"}, routing.CoverageEdit{Add: &routing.AgentSpec{ID: "eve"}, Agent: "ana", Also: "sat"}, routing.CoverageEdit{Agent: "ben", Move: 1})
	require.EqualError(t, err, `edits[0]: changes nothing; write hours, also or move beside the agent
edits[1].hours: changes nothing, since ana works by week already
edits[2].agent: missing; write the id of the agent whose hours change
edits[3].also: changes nothing, since ben works always; write hours first
edits[4].agent: "ana" is not who is added; write an edit of its own for "ana"
edits[5].move: changes nothing, since ben works always; write hours first`)
}

// What an edit of an agent says is refused where the hours, another edit or the agent who is added says it already or otherwise.
func TestEditsThatOthersUndoAreRefused(t *testing.T) {
	hours := map[string]calendar.Calendar{}
	for name, days := range map[string]string{"week": "mon-fri", "sat": "sat", "sun": "sun"} {
		hours[name] = calendar.MustParse("UTC " + days + " 09:00-17:00")
	}
	r, err := routing.Compile(routing.Spec{Agents: []routing.AgentSpec{{ID: "ana", Hours: "week"}}}, nil, hours)
	require.NoError(t, err)
	ana := func(hours, also string, move time.Duration) routing.CoverageEdit {
		return routing.CoverageEdit{Agent: "ana", Hours: hours, Also: also, Move: sla.Duration(move)}
	}
	for _, c := range []struct {
		edits []routing.CoverageEdit
		fault string
	}{
		{[]routing.CoverageEdit{ana("week", "sat", 0)}, "edits[0].hours: changes nothing, since ana works by week already"},
		{[]routing.CoverageEdit{ana("", "week", 0)}, "edits[0].also: changes nothing, since ana works by week already"},
		{[]routing.CoverageEdit{ana("", "sat", 0), ana("", "sat", 0)}, "edits[1].also: changes nothing, since ana works by sat already"},
		{[]routing.CoverageEdit{ana("", "sat", 0), ana("sat", "", 0)}, "edits[1].hours: sat comes on top of the hours of ana already; remove one"},
		{[]routing.CoverageEdit{ana("sat", "", 0), ana("sun", "", 0)}, "edits[1].hours: ana has other hours from edits[0].hours already; remove one"},
		{[]routing.CoverageEdit{ana("sat", "", 0), ana("week", "", 0)}, "edits[1].hours: ana has other hours from edits[0].hours already; remove one"},
		{[]routing.CoverageEdit{ana("", "", time.Hour), ana("", "", -time.Hour)}, "edits[1].move: takes back what other edits move the hours of ana by; remove them"},
		{[]routing.CoverageEdit{{Add: &routing.AgentSpec{ID: "eve", Hours: "sat"}, Hours: "sun"}}, "edits[0].hours: eve has other hours from edits[0].add.hours already; remove one"},
		{[]routing.CoverageEdit{ana("week", "", 0), ana("", "week", 0), {Agent: "ana"}}, `edits[0].hours: changes nothing, since ana works by week already
edits[1].also: changes nothing, since ana works by week already
edits[2]: changes nothing; write hours, also or move beside the agent`},
	} {
		_, err := r.Coverage([]routing.CoverageNeed{{Name: "any"}}, utc(t, "2026-03-09 00:00"), utc(t, "2026-03-16 00:00"), c.edits...)
		require.EqualError(t, err, c.fault)
	}
	_, err = r.Coverage([]routing.CoverageNeed{{Name: "any"}}, utc(t, "2026-03-09 00:00"), utc(t, "2026-03-16 00:00"),
		ana("sat", "", time.Hour), ana("", "sun", time.Hour), routing.CoverageEdit{Add: &routing.AgentSpec{ID: "eve"}, Hours: "sat", Also: "sun"})
	require.NoError(t, err)
}

// A text tells the first twenty entries of a list and how many more there are, or on request all of them.
func TestCoverageTextTellsAllOnRequest(t *testing.T) {
	var n routing.NeedCoverage
	for i := range 25 {
		at := utc(t, "2026-03-09 00:00").Add(time.Duration(i*25) * time.Hour)
		n.Gaps = append(n.Gaps, routing.CoverageGap{Stretch: routing.Stretch{From: at, Until: at.Add(time.Duration(i+1) * time.Minute)}})
	}
	c := routing.Coverage{Needs: []routing.NeedCoverage{n}}
	require.Equal(t, 21, strings.Count(c.String(), "  gap: "))
	require.Contains(t, c.String(), "  gap: 5 more\n")
	require.Equal(t, 25, strings.Count(c.Text(0), "  gap: "))
	require.NotContains(t, c.Text(0), "more")
	require.Equal(t, c.String(), c.Text(20))
	require.Equal(t, 3, strings.Count(c.Text(2), "  gap: "))
}
