package sim

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
)

// readScenario returns a scenario of testdata.
func readScenario(t require.TestingT, name string) Scenario {
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	s, err := ReadScenario(name, data)
	require.NoError(t, err)
	return s
}

// monday is the start of the drawn scenarios.
var monday = sla.At(time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC))

// flatRegion has the same arrivals at every hour.
func flatRegion(id string, share float64, languages map[string]float64) Region {
	r := Region{ID: id, Share: share, Languages: languages, WeekdayFactor: []float64{1, 1, 1, 1, 1, 1, 1}}
	for range 24 {
		r.HourlyProfile = append(r.HourlyProfile, 1)
	}
	return r
}

// shares draws parts of a whole.
func shares(t *rapid.T, n int) []float64 {
	parts := rapid.SliceOfN(rapid.IntRange(1, 9), n, n).Draw(t, "shares")
	total, out := 0, make([]float64, n)
	for _, p := range parts {
		total += p
	}
	for i, p := range parts {
		out[i] = float64(p) / float64(total)
	}
	return out
}

// some draws a list of some of the names, at least one.
func some[T any](t *rapid.T, label string, names []T) []T {
	list := rapid.Permutation(names).Draw(t, label)
	return list[:rapid.IntRange(1, len(list)).Draw(t, "of them")]
}

var drawnLanguages = []string{"en", "de", "ja"}

// drawScenario draws a small desk, busy or not, of two days.
func drawScenario(t *rapid.T) Scenario {
	s := Scenario{
		Name: "drawn", Version: 1, Start: monday, HorizonDays: 2, WarmupDays: rapid.IntRange(0, 1).Draw(t, "warm-up"),
		ArrivalsPerDay: float64(rapid.IntRange(0, 150).Draw(t, "arrivals")),
		EnglishOKProb:  float64(rapid.IntRange(0, 2).Draw(t, "english")) / 2, EnglishFallbackHandleFactor: 1.5,
		EnglishOKIfNoNativeAgent: rapid.Bool().Draw(t, "no native"),
	}
	drawRegions(t, &s)
	for i, share := range shares(t, rapid.IntRange(1, 3).Draw(t, "issues")) {
		s.IssueTypes = append(s.IssueTypes, IssueType{fmt.Sprint("issue", i), share, float64(rapid.IntRange(1, 90).Draw(t, "mean")), 1})
	}
	for i, share := range shares(t, rapid.IntRange(1, 3).Draw(t, "tiers")) {
		s.Tiers = append(s.Tiers, Tier{fmt.Sprint("tier", i), share, float64(rapid.IntRange(1, 8).Draw(t, "weight"))})
	}
	for i, share := range shares(t, rapid.IntRange(1, 3).Draw(t, "channels")) {
		c := Channel{[]string{"chat", "email", "phone"}[i], share, rapid.IntRange(1, 3).Draw(t, "units"), map[string]float64{}}
		for _, tier := range s.Tiers {
			c.TargetMin[tier.ID] = float64(rapid.IntRange(1, 300).Draw(t, "target"))
		}
		s.Channels = append(s.Channels, c)
	}
	if rapid.Bool().Draw(t, "burst") {
		s.Bursts = []Burst{{monday.Add(8 * time.Hour), monday.Add(9*time.Hour + 20*time.Minute), s.IssueTypes[0].ID, 10}}
	}
	for i := range rapid.IntRange(1, 6).Draw(t, "agents") {
		s.Agents = append(s.Agents, drawAgent(t, &s, i))
	}
	require.NoError(t, s.Check())
	return s
}

func drawRegions(t *rapid.T, s *Scenario) {
	for i, share := range shares(t, rapid.IntRange(1, 3).Draw(t, "regions")) {
		languages := map[string]float64{}
		for j, part := range shares(t, rapid.IntRange(1, 3).Draw(t, "languages")) {
			languages[drawnLanguages[j]] = part
		}
		r := flatRegion(fmt.Sprint("region", i), share, languages)
		r.UTCOffsetMin = rapid.IntRange(-24, 24).Draw(t, "half hours ahead") * 30
		if rapid.Bool().Draw(t, "holiday") {
			r.Holidays = []string{"2026-03-03"}
		}
		s.Regions = append(s.Regions, r)
	}
}

func drawAgent(t *rapid.T, s *Scenario, i int) ScenarioAgent {
	issues := make([]string, len(s.IssueTypes))
	for j, issue := range s.IssueTypes {
		issues[j] = issue.ID
	}
	start := rapid.IntRange(0, dayMin-1).Draw(t, "shift")
	return ScenarioAgent{
		ID: fmt.Sprint("agent", i), Region: rapid.SampledFrom(s.Regions).Draw(t, "region").ID,
		Skills: some(t, "skills", issues), Languages: some(t, "speaks", drawnLanguages),
		CapacityUnits: rapid.IntRange(3, 6).Draw(t, "capacity"), Proficiency: float64(rapid.IntRange(5, 20).Draw(t, "proficiency")) / 10,
		Shift: Shift{start, start + rapid.IntRange(240, dayMin).Draw(t, "long"), some(t, "days", []int{0, 1, 2, 3, 4, 5, 6})},
	}
}

// otherDesk makes a desk of another shape than the published one: two regions, a telephone, few specialists, short shifts.
func otherDesk() Scenario {
	draw := rand.New(rand.NewPCG(7, 7))
	s := Scenario{
		Name: "other desk", Version: 1, Start: monday, HorizonDays: 9, WarmupDays: 1, ArrivalsPerDay: 1900,
		EnglishOKProb: 0.4, EnglishFallbackHandleFactor: 1.4,
		Regions: []Region{
			flatRegion("north", 0.7, map[string]float64{"en": 0.6, "de": 0.3, "pl": 0.1}),
			flatRegion("south", 0.3, map[string]float64{"en": 0.3, "es": 0.7}),
		},
		Tiers: []Tier{{"contract", 0.25, 5}, {"other", 0.75, 1}},
		Channels: []Channel{
			{"chat", 0.2, 1, map[string]float64{"contract": 3, "other": 15}},
			{"email", 0.6, 1, map[string]float64{"contract": 60, "other": 600}},
			{"phone", 0.2, 2, map[string]float64{"contract": 2, "other": 6}},
		},
	}
	for i := range 6 {
		s.IssueTypes = append(s.IssueTypes, IssueType{fmt.Sprint("issue", i), 1.0 / 6, float64(8 + 6*i), 1.2})
	}
	for i := range 34 {
		region, languages := "north", []string{"en", "de"}
		switch {
		case i%10 == 9:
			languages = []string{"en", "pl"}
		case i%3 == 2:
			region, languages = "south", []string{"en", "es"}
		}
		first := draw.IntN(6)
		skills := []string{fmt.Sprint("issue", first), fmt.Sprint("issue", (first+1)%6), fmt.Sprint("issue", (first+3)%6)}
		start := (i % 6) * 240
		s.Agents = append(s.Agents, ScenarioAgent{
			ID: fmt.Sprint("agent", i), Region: region, Skills: skills, Languages: languages, CapacityUnits: 3,
			Proficiency: 0.8 + 0.4*draw.Float64(), Shift: Shift{start, start + 600, []int{0, 1, 2, 3, 4, 5, 6}},
		})
	}
	return s
}

func TestOtherDesk(t *testing.T) {
	s := otherDesk()
	require.NoError(t, s.Check())
}
