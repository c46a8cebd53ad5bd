package routing_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

var floorLanguages = []string{"en", "en", "de", "fr", "es"}

// hall is a desk of n agents with five of fifty skills each, on three shifts, and a ticket that asks for one skill at level 2 and one
// language.
func hall(tb testing.TB, n int) (routing.Spec, *routing.Router, routing.Roster, routing.Request) {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	spec := routing.Spec{
		Channels: map[string]routing.ChannelSpec{"chat": {Weight: 2}}, Teams: []routing.TeamSpec{{Name: "all"}},
		Queues:   []routing.QueueSpec{{Name: "all", Teams: []string{"all"}}},
		Matrix:   &routing.MatrixSpec{Dimensions: []string{"type"}, Rows: []routing.RowSpec{{Is: map[string][]string{"type": {"other"}}, Queue: "all"}}},
		Strategy: routing.StrategySpec{Choice: routing.Scarce},
	}
	field := sla.Field{}
	for i := range 50 {
		name := fmt.Sprintf("skill%02d", i)
		spec.Skills, field.Values = append(spec.Skills, name), append(field.Values, name)
		spec.Matrix.Rows = append(spec.Matrix.Rows, routing.RowSpec{
			Is: map[string][]string{"type": {name}}, Queue: "all", Skills: []routing.NeedSpec{{Skill: name, Level: 2}},
		})
	}
	roster := routing.Roster{}
	for i := range n {
		a := routing.AgentSpec{
			ID: fmt.Sprintf("agent%05d", i), Capacity: 4, Teams: []string{"all"}, Hours: []string{"office", "night", ""}[i%3], Skills: map[string]int{},
			Languages: []string{floorLanguages[r.IntN(5)]},
		}
		for range 5 {
			a.Skills[spec.Skills[r.IntN(50)]] = 1 + r.IntN(5)
		}
		spec.Agents = append(spec.Agents, a)
		roster[a.ID] = routing.Present{Load: r.IntN(5), Away: r.IntN(20) == 0}
	}
	terms, err := sla.Vocabulary{Fields: map[string]sla.Field{"type": field}}.Compile()
	require.NoError(tb, err)
	router, err := routing.Compile(spec, terms, calendars)
	require.NoError(tb, err)
	return spec, router, roster, routing.Request{Fields: sla.Fields{"type": "skill07", "language": "en", "channel": "chat"}, Now: friday}
}

// BenchmarkRoute chooses one of many agents on a floor that is kept.
func BenchmarkRoute(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			_, r, roster, q := hall(b, n)
			f := r.Floor(roster, q.Now)
			require.NotEmpty(b, f.Pick(q).Agent)
			b.ReportAllocs()
			for b.Loop() {
				f.Pick(q)
			}
		})
	}
}

// BenchmarkRouteScan judges each of the same agents by an expression instead.
func BenchmarkRouteScan(b *testing.B) {
	terms, err := sla.Vocabulary{Fields: map[string]sla.Field{
		"skills": {Type: sla.ListField}, "languages": {Type: sla.ListField}, "load": {Type: sla.NumberField}, "capacity": {Type: sla.NumberField},
		"away": {Type: sla.FlagField}, "works": {Type: sla.FlagField},
	}}.Compile()
	require.NoError(b, err)
	fits, err := terms.Condition(`"skill07" in skills and "en" in languages and not away and works and load + 2 <= capacity`)
	require.NoError(b, err)
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			spec, r, roster, q := hall(b, n)
			agents := flat(spec, roster)
			f := r.Floor(roster, q.Now)
			b.ReportAllocs()
			for b.Loop() {
				best := ""
				for i, a := range agents {
					ok, err := fits.Match(a)
					if err != nil {
						b.Fatal(err)
					}
					if ok && best == "" {
						best = spec.Agents[i].ID
					}
				}
				if (best == "") != (f.Pick(q).Agent == "") {
					b.Fatal("the scan disagrees")
				}
			}
		})
	}
}

// flat returns the agents as fields.
func flat(spec routing.Spec, roster routing.Roster) (agents []sla.Fields) {
	for _, a := range spec.Agents {
		var skills []string
		for _, name := range spec.Skills {
			if a.Skills[name] >= 2 {
				skills = append(skills, name)
			}
		}
		p := roster[a.ID]
		agents = append(agents, sla.Fields{
			"skills": skills, "languages": a.Languages, "load": p.Load, "capacity": a.Capacity, "away": p.Away,
			"works": a.Hours == "" || calendars[a.Hours].IsOpen(friday.Time()),
		})
	}
	return agents
}

// Cost: a choice on a floor that is kept takes no memory, nor does taking and giving back, nor a ticket that waits.
func TestBudgetFloorAllocatesNothing(t *testing.T) {
	_, r, roster, q := hall(t, 1000)
	f := r.Floor(roster, q.Now)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		d := f.Pick(q)
		f.Assign(d)
		f.Release(d.Agent, d.Weight, 0)
	}))
	for id, p := range roster {
		p.Load = 4
		f.SetPresent(id, p)
	}
	require.Equal(t, routing.ForRoom, f.Pick(q).Wait)
	require.Zero(t, testing.AllocsPerRun(100, func() { f.Pick(q) }))
}
