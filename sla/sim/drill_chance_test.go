package sim

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// mostErrors is how many standard errors a mean may lie off. With fixed seeds a test that holds once holds always.
const mostErrors = 4.5

// near requires that a count of independent happenings is near what is expected of it.
func near(t *testing.T, expected, got float64, about ...any) {
	t.Helper()
	require.LessOrEqual(t, math.Abs(got-expected), mostErrors*math.Sqrt(expected), about...)
}

// The tickets that arrive by region and hour of the day, by issue type and day, and in each hour of a burst are as many as
// the profile says, and their languages, tiers and channels have the shares.
func TestLawDemandFollowsTheProfile(t *testing.T) {
	const seeds, load = 12, 1.1
	s := readScenario(t, "desk72.json")
	c := compile(&s)
	expected, got := map[cell]float64{}, map[cell]float64{}
	total := 0.0
	for seed := range uint64(seeds) {
		for _, a := range c.demand(seed+1, load) {
			for _, at := range cellsOf(&s, a.region, a.issue, int(a.at.Sub(s.Start)/time.Hour)) {
				got[at]++
			}
			got[cell{"tier", a.tier, 0}]++
			got[cell{"channel", a.channel, 0}]++
			got[cell{"language", a.region, a.language}]++
			got[cell{"region", a.region, 0}]++
			total++
		}
	}
	for region := range s.Regions {
		for issue := range s.IssueTypes {
			for hour := range s.HorizonDays * 24 {
				for _, at := range cellsOf(&s, region, issue, hour) {
					expected[at] += seeds * load * expectedIn(&s, region, issue, hour)
				}
			}
		}
		for language, name := range c.languages {
			expected[cell{"language", region, language}] = got[cell{"region", region, 0}] * s.Regions[region].Languages[name]
		}
	}
	for i, tier := range s.Tiers {
		expected[cell{"tier", i, 0}] = total * tier.Share
	}
	for i, channel := range s.Channels {
		expected[cell{"channel", i, 0}] = total * channel.Share
	}
	for at, n := range expected {
		near(t, n, got[at], "%v: expected %v, found %v", at, n, got[at])
	}
}

// cell is what tickets are counted by: a kind of place and the place.
type cell struct {
	by   string
	i, j int
}

// cellsOf returns where a ticket of an hour since the start counts.
func cellsOf(s *Scenario, region, issue, hour int) []cell {
	cells := []cell{{"local hour", region, (hour*60 + s.Regions[region].UTCOffsetMin) / 60 % 24}, {"day", issue, hour / 24}}
	at := s.Start.Add(time.Duration(hour) * time.Hour)
	for _, b := range s.Bursts {
		if b.Issue == s.IssueTypes[issue].ID && b.Start <= at && at < b.End {
			cells = append(cells, cell{"burst", issue, hour})
		}
	}
	return cells
}

// expectedIn adds up, minute by minute, how many tickets the written scenario promises in an hour since its start.
func expectedIn(s *Scenario, region, issue, hour int) (n float64) {
	r, kind := s.Regions[region], s.IssueTypes[issue]
	day := 0.0
	for _, w := range r.HourlyProfile {
		day += w
	}
	for minute := range 60 {
		at := s.Start.Time().Add(time.Duration(hour*60+minute) * time.Minute)
		local := at.Add(time.Duration(r.UTCOffsetMin) * time.Minute)
		factor := r.WeekdayFactor[(int(local.Weekday())+6)%7]
		for _, b := range s.Bursts {
			if b.Issue == kind.ID && !at.Before(b.Start.Time()) && at.Before(b.End.Time()) {
				factor *= b.Factor
			}
		}
		n += s.ArrivalsPerDay * r.Share * kind.Share * factor * r.HourlyProfile[local.Hour()] / day / 60
	}
	return n
}

// Handling takes as long on average, and spreads as far, as the scenario says of each issue type; and customers are content
// with English as often as it says.
func TestLawDemandTakesItsTime(t *testing.T) {
	s := readScenario(t, "desk72.json")
	c := compile(&s)
	means, squares, n := make([]float64, 10), make([]float64, 10), make([]float64, 10)
	foreign, content := 0.0, 0.0
	for seed := range uint64(6) {
		for _, a := range c.demand(seed+1, 1) {
			x := a.work.Minutes()
			means[a.issue], squares[a.issue], n[a.issue] = means[a.issue]+x, squares[a.issue]+math.Log(x)*math.Log(x), n[a.issue]+1
			if a.language != c.english && c.natives[a.issue][a.language] {
				foreign++
				if a.english {
					content++
				}
			}
			require.False(t, a.english && a.language == c.english)
			require.True(t, a.english || a.language == c.english || c.natives[a.issue][a.language])
		}
	}
	near(t, foreign*s.EnglishOKProb, content)
	for i, kind := range s.IssueTypes {
		mean, deviation := means[i]/n[i], kind.HandleMinMean*kind.HandleCV
		require.LessOrEqual(t, math.Abs(mean-kind.HandleMinMean), mostErrors*deviation/math.Sqrt(n[i]), kind.ID)
		spread := math.Log(1 + kind.HandleCV*kind.HandleCV)
		middle := math.Log(kind.HandleMinMean) - spread/2
		square := squares[i]/n[i] - middle*middle
		require.LessOrEqual(t, math.Abs(square-spread), mostErrors*math.Sqrt(2*spread*(spread+2*middle*middle)/n[i]), kind.ID)
	}
}

// One pool of agents with Poisson arrivals and exponential handling lets as many tickets wait, and waits as long, as
// Erlang's formula says.
func TestLawDrillMeetsErlangC(t *testing.T) {
	const servers, perHour, handle, target, seeds = 10, 24.0, 20.0, 6.0, 40
	s := onePool(servers, perHour, target)
	c := compile(&s)
	busy := perHour * handle / 60
	waits := erlangC(servers, busy)
	late := waits * math.Exp(-(servers-busy)*target/handle)
	var waited, missed []float64
	for seed := range uint64(seeds) {
		tickets := c.demand(seed+1, 1)
		draw := newChance(seed+1, 1<<60)
		for i := range tickets {
			tickets[i].work = minutes(draw.ExpFloat64() * handle)
		}
		f := newFloor(mustPlan(t, c, strategies[0]), tickets, func(happening) {})
		f.run()
		n, w, m := 0.0, 0.0, 0.0
		for i, a := range tickets {
			if a.at < c.warm {
				continue
			}
			n++
			if f.calls[i].begun > a.at {
				w++
			}
			if f.calls[i].begun > a.due() {
				m++
			}
		}
		waited, missed = append(waited, w/n), append(missed, m/n)
	}
	agrees(t, waits, waited)
	agrees(t, late, missed)
}

// agrees requires that the mean of independent runs is near what is expected of it.
func agrees(t *testing.T, expected float64, runs []float64) {
	t.Helper()
	n, mean, squares := float64(len(runs)), 0.0, 0.0
	for _, x := range runs {
		mean += x / n
	}
	for _, x := range runs {
		squares += (x - mean) * (x - mean)
	}
	t.Logf("expected %.4f, found %.4f with a standard error of %.4f", expected, mean, math.Sqrt(squares/(n-1)/n))
	require.LessOrEqual(t, math.Abs(mean-expected), mostErrors*math.Sqrt(squares/(n-1)/n))
}

// onePool returns a desk of five agents who handle everything round the clock, one of its tickets a server.
func onePool(servers int, perHour, target float64) Scenario {
	s := Scenario{
		Name: "one pool", Version: 1, Start: monday, HorizonDays: 21, WarmupDays: 1, ArrivalsPerDay: 24 * perHour,
		EnglishFallbackHandleFactor: 1,
		Regions:                     []Region{flatRegion("here", 1, map[string]float64{"en": 1})},
		IssueTypes:                  []IssueType{{"any", 1, 1, 1}},
		Tiers:                       []Tier{{"all", 1, 1}},
		Channels:                    []Channel{{"phone", 1, 1, map[string]float64{"all": target}}},
	}
	for i := range 5 {
		s.Agents = append(s.Agents, ScenarioAgent{
			ID: string(rune('a' + i)), Region: "here", Skills: []string{"any"}, Languages: []string{"en"},
			CapacityUnits: servers / 5, Proficiency: 1, Shift: Shift{0, dayMin, []int{0, 1, 2, 3, 4, 5, 6}},
		})
	}
	return s
}

// erlangC returns the part of the tickets that wait for one of some servers, of which so many are busy on average.
func erlangC(servers int, busy float64) float64 {
	blocked := 1.0
	for n := 1; n <= servers; n++ {
		blocked = busy * blocked / (float64(n) + busy*blocked)
	}
	used := busy / float64(servers)
	return blocked / (1 - used*(1-blocked))
}
