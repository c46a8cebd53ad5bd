package routing_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// The clocks of these zones change on different nights and by different steps, or never.
var coverZones = []string{"Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago"}

// turnsNear are days on which a clock changes, with the zone of which, and a plain one.
var turnsNear = []struct {
	zone string
	day  time.Time
}{
	{"Europe/London", time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC)}, {"Europe/London", time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC)},
	{"America/New_York", time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)}, {"America/New_York", time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
	{"Australia/Lord_Howe", time.Date(2026, 4, 4, 0, 0, 0, 0, time.UTC)}, {"Australia/Lord_Howe", time.Date(2026, 10, 3, 0, 0, 0, 0, time.UTC)},
	{"America/Santiago", time.Date(2026, 4, 5, 0, 0, 0, 0, time.UTC)}, {"America/Santiago", time.Date(2026, 9, 6, 0, 0, 0, 0, time.UTC)},
	{"Asia/Kolkata", time.Date(2026, 1, 14, 0, 0, 0, 0, time.UTC)},
}

// drawWindow draws hours of one day, often ones that end at night or on the next day.
func drawWindow(t *rapid.T) string {
	if rapid.IntRange(0, 9).Draw(t, "all day") == 0 {
		return "00:00-24:00"
	}
	grain := rapid.SampledFrom([]int{60, 60, 30, 7}).Draw(t, "grain")
	open := rapid.IntRange(0, 1439/grain).Draw(t, "open") * grain
	shut := (open + rapid.IntRange(1, 1440/grain).Draw(t, "length")*grain) % 1440
	return fmt.Sprintf("%02d:%02d-%02d:%02d", open/60, open%60, shut/60, shut%60)
}

// drawHours draws a calendar in some zone with holidays and special dates near a day, and notes their names.
func drawHours(t *rapid.T, name, zone string, near time.Time, names map[string]string) calendar.Spec {
	spec := calendar.Spec{Zone: rapid.SampledFrom(append([]string{zone, zone}, coverZones...)).Draw(t, "zone"), Hours: map[string]string{}}
	weekly := rapid.SampledFrom([]string{"mon-sun", "mon-sun", "mon-fri"}).Draw(t, "days")
	spec.Hours[weekly] = drawWindow(t)
	added := map[string]string{}
	first := rapid.IntRange(-2, 1).Draw(t, "first date")
	for i := range rapid.IntRange(0, 3).Draw(t, "dates") {
		date := near.AddDate(0, 0, first+i).Format(time.DateOnly)
		label := fmt.Sprintf("%s %d", name, i)
		names[name+date] = label
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			spec.Special = append(spec.Special, calendar.Special{Name: label, Date: date, Hours: drawWindow(t)})
		case 1:
			spec.Special = append(spec.Special, calendar.Special{Name: label, Date: date, Hours: "closed"})
		default:
			added[date] = label
		}
	}
	if len(added) > 0 {
		spec.Holidays = []calendar.HolidayList{{Add: added}}
	}
	return spec
}

// drawMinuteDesk draws a roster, a need and a stretch of some days.
func drawMinuteDesk(t *rapid.T) *minuteDesk {
	turn := rapid.SampledFrom(turnsNear).Draw(t, "near")
	near := turn.day
	b := &minuteDesk{names: map[string]string{}, plain: map[string]calendar.Calendar{}, runs: map[string][][2]time.Time{}}
	specs := map[string]calendar.Spec{}
	for i := range rapid.IntRange(1, 4).Draw(t, "calendars") {
		name := string(rune('a' + i))
		specs[name] = drawHours(t, name, turn.zone, near, b.names)
	}
	var err error
	b.cals, err = calendar.CompileAll(specs, nil)
	require.NoError(t, err)
	known := []string{""}
	for name, spec := range specs {
		spec.Special, spec.Holidays = nil, nil
		b.plain[name], err = calendar.Compile(spec, calendar.Sources{})
		require.NoError(t, err)
	}
	for i := range len(specs) {
		known = append(known, string(rune('a'+i)))
	}
	for _, id := range ids[:rapid.IntRange(0, len(ids)).Draw(t, "agents")] {
		a := routing.AgentSpec{ID: id, Hours: rapid.SampledFrom(known[1:]).Draw(t, "hours")}
		if rapid.IntRange(0, 9).Draw(t, "always") == 0 {
			a.Hours = ""
		}
		if rapid.IntRange(0, 3).Draw(t, "on leave") == 0 {
			first := near.AddDate(0, 0, rapid.IntRange(-2, 1).Draw(t, "leave from"))
			last := first.AddDate(0, 0, rapid.IntRange(0, 2).Draw(t, "leave days"))
			a.Leave = []routing.LeaveSpec{{Name: "summer", From: first.Format(time.DateOnly), Until: last.Format(time.DateOnly)}}
		}
		a.Teams = some([]string{"red", "blue", "green"}).Draw(t, "teams")
		a.Skills = map[string]int{"vpn": rapid.IntRange(1, 3).Draw(t, "level")}
		b.agents = append(b.agents, a)
	}
	b.need = routing.CoverageNeed{
		Name: "some", During: rapid.SampledFrom(known).Draw(t, "during"), Agents: rapid.IntRange(0, 2).Draw(t, "asked"),
		Team: rapid.SampledFrom([]string{"", "", "red"}).Draw(t, "team"),
	}
	if rapid.Bool().Draw(t, "skilled") {
		b.need.Skill, b.need.Level = "vpn", rapid.IntRange(0, 2).Draw(t, "least level")
	}
	b.from = near.Add(time.Duration(rapid.IntRange(-30, 24).Draw(t, "from")) * time.Hour)
	hours := rapid.IntRange(1, 48).Draw(t, "hours")
	if rapid.IntRange(0, 9).Draw(t, "long") == 0 {
		hours += 7 * 24
	}
	b.until = b.from.Add(time.Duration(hours) * time.Hour)
	return b
}

// compile makes a router of the agents in some other order.
func (b *minuteDesk) compile(t *rapid.T) *routing.Router {
	r, err := routing.Compile(routing.Spec{
		Skills: []string{"vpn"}, Teams: []routing.TeamSpec{{Name: "red", Region: "north"}, {Name: "blue"}, {Name: "green"}},
		Agents: rapid.Permutation(b.agents).Draw(t, "order"),
	}, nil, b.cals)
	require.NoError(t, err)
	return r
}

// TestLawCoverageBrute: coverage says what counting minute by minute says, causes included.
func TestLawCoverageBrute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawMinuteDesk(t)
		r := b.compile(t)
		got, err := r.Coverage([]routing.CoverageNeed{b.need}, sla.At(b.from), sla.At(b.until))
		require.NoError(t, err)
		want := b.cover()
		require.Equal(t, want, got.Needs[0])
	})
}

// TestLawCoverageEdits: with edits coverage says what counting says of a desk that is so, and the difference to what it was.
func TestLawCoverageEdits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawMinuteDesk(t)
		r := b.compile(t)
		before, err := r.Coverage([]routing.CoverageNeed{b.need}, sla.At(b.from), sla.At(b.until))
		require.NoError(t, err)
		edits := b.drawEdits(t)
		got, err := r.Coverage([]routing.CoverageNeed{b.need}, sla.At(b.from), sla.At(b.until), edits...)
		require.NoError(t, err)
		want := b.cover()
		require.Equal(t, want, got.Needs[0])
		change := got.Changes[0]
		require.Equal(t, before.Uncovered, change.UncoveredBefore)
		require.Equal(t, want.Uncovered, change.UncoveredAfter)
		require.Equal(t, minutesOf(before.Needs[0].Gaps, got.Needs[0].Gaps), change.Closed)
		require.Equal(t, minutesOf(got.Needs[0].Gaps, before.Needs[0].Gaps), change.Opened)
	})
}

// drawEdits draws edits and makes the desk so.
func (b *minuteDesk) drawEdits(t *rapid.T) (edits []routing.CoverageEdit) {
	b.moves, b.agents = map[string]time.Duration{}, slices.Clone(b.agents)
	for i := range b.agents {
		a := &b.agents[i]
		edit := routing.CoverageEdit{Agent: a.ID, Hours: rapid.SampledFrom([]string{"", "", "a"}).Draw(t, "new hours")}
		if half := rapid.IntRange(-4, 4).Draw(t, "move"); half%2 == 0 {
			edit.Move = sla.Duration(half) * sla.Duration(15*time.Minute)
			b.moves[a.ID] = time.Duration(edit.Move)
		}
		if edit.Hours == a.Hours {
			edit.Hours = ""
		}
		if a.Hours = cmp.Or(edit.Hours, a.Hours); a.Hours == "" {
			edit.Move, b.moves[a.ID] = 0, 0
		}
		if edit.Hours != "" || edit.Move != 0 {
			edits = append(edits, edit)
		}
	}
	added := routing.AgentSpec{ID: "new", Hours: "a", Teams: []string{"red"}, Skills: map[string]int{"vpn": 2}}
	b.agents = append(b.agents, added)
	return append(edits, routing.CoverageEdit{Add: &added})
}

// minutesOf returns, minute by minute, the time of gaps that is in no other.
func minutesOf(gaps, others []routing.CoverageGap) (list []routing.Stretch) {
	const minute = sla.Instant(time.Minute)
	for _, g := range gaps {
		for at := g.From; at < g.Until; at += minute {
			if !slices.ContainsFunc(others, func(o routing.CoverageGap) bool { return o.From <= at && at < o.Until }) {
				list = joined(list, routing.Stretch{From: at, Until: at + minute})
			}
		}
	}
	return list
}

// TestLawCoverageAndRouterAgree: while nobody is on, the router finds nobody, and while somebody is, it finds somebody.
func TestLawCoverageAndRouterAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawMinuteDesk(t)
		spec := routing.Spec{Skills: []string{"vpn"}, Teams: []routing.TeamSpec{{Name: "red"}, {Name: "blue"}, {Name: "green"}}, Agents: b.agents}
		queue := routing.QueueSpec{Name: "all"}
		for _, a := range b.agents {
			queue.Agents = append(queue.Agents, a.ID)
		}
		spec.Queues = []routing.QueueSpec{queue}
		r, err := routing.Compile(spec, nil, b.cals)
		require.NoError(t, err)
		got, err := r.Coverage([]routing.CoverageNeed{{Name: "x", Queue: "all"}}, sla.At(b.from), sla.At(b.until))
		require.NoError(t, err)
		for at := sla.At(b.from); at < sla.At(b.until); at += sla.Instant(7 * time.Minute) {
			gap := slices.ContainsFunc(got.Needs[0].Gaps, func(g routing.CoverageGap) bool { return g.From <= at && at < g.Until })
			d := r.Route(routing.Request{Now: at}, routing.Roster{})
			require.Equal(t, gap, d.Agent == "", "%v: %v", at, d)
		}
	})
}

// TestCoverageIsRich sees that random rosters have gaps of every sort of cause, so that the law means something.
func TestCoverageIsRich(t *testing.T) {
	met := map[string]int{}
	drawn := rapid.Custom(func(t *rapid.T) bool {
		b := drawMinuteDesk(t)
		r := b.compile(t)
		got, err := r.Coverage([]routing.CoverageNeed{b.need}, sla.At(b.from), sla.At(b.until))
		require.NoError(t, err)
		for _, g := range got.Needs[0].Gaps {
			kinds := ""
			for _, c := range g.Causes {
				kinds += string(c.Kind) + " "
			}
			met[kinds]++
		}
		met["alone"] += len(got.Needs[0].Alone)
		met["handoffs"] += len(got.Needs[0].Handoffs)
		return true
	})
	for seed := range 1500 {
		require.True(t, drawn.Example(seed))
	}
	t.Log(met)
	for _, kinds := range []string{"leave ", "holiday ", "clock change ", "leave holiday ", "holiday clock change ", "no shift ", "alone", "handoffs"} {
		require.NotZero(t, met[kinds], "%q %v", kinds, met)
	}
}

// TestLawCoverageServesWhomTheRouterWouldAsk: as many agents can serve a need for a ticket as the router would offer it to, each
// alone, at work and with nothing in hand.
func TestLawCoverageServesWhomTheRouterWouldAsk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { requireServing(t, thrown(t)) })
}

// requireServing asks who can serve a ticket, and says whether nobody, some or all can.
func requireServing(t require.TestingT, d dice) []string {
	w := makeWorld(t, d, true)
	w.spec.Strategy = routing.StrategySpec{}
	for i := range w.spec.Agents {
		w.spec.Agents[i].Hours, w.spec.Agents[i].Channels = "", part(d, "chat", "email", "phone")
	}
	if m := w.spec.Matrix; m != nil {
		for i := range m.Rows {
			for j := range m.Rows[i].Skills {
				m.Rows[i].Skills[j].Preferred, m.Rows[i].Skills[j].Relax = false, 0
			}
		}
	}
	w.r = w.compile(t)
	fields := w.request(d).Fields
	for name, value := range fields {
		if value == "" || !slices.Contains(worldTerms.Values(name), value.(string)) {
			delete(fields, name)
		}
	}
	need := routing.CoverageNeed{Name: "ticket", Queue: one(d, "", "billing"), Ticket: routing.TicketFields(fields)}
	got, err := w.r.Coverage([]routing.CoverageNeed{need}, friday, friday.Add(time.Hour))
	require.NoError(t, err)
	able := 0
	q := routing.Request{Fields: fields, Queue: need.Queue, Now: friday, Allow: func(string) bool { return false }}
	home := cmp.Or(need.Queue, w.home(fields))
	for _, only := range worldIDs {
		q.Allow = func(id string) bool { return id == only }
		if d := w.r.Route(q, nil); d.Agent == only && d.Queue == home && d.Stage == "" && (d.Limit == "" || home == w.fallback()) {
			able++
		}
	}
	require.Equal(t, able, got.Needs[0].Able, "%v of %v", need, fields)
	switch able {
	case 0:
		return []string{"none"}
	case len(worldIDs):
		return []string{"all"}
	}
	return []string{"some"}
}

// home is the queue that a ticket enters first.
func (w world) home(fields sla.Fields) string {
	text := func(name string) any { v, _ := fields[name].(string); return v }
	if row := w.row(routing.Request{Fields: sla.Fields{"type": text("type"), "tier": text("tier")}}); row != nil {
		return row.Queue
	}
	for _, q := range w.spec.Queues {
		if w.spec.Matrix == nil && (q.When == "" || q.When == fmt.Sprintf("type == %q", text("type"))) {
			return q.Name
		}
	}
	return w.fallback()
}
