package sim

import (
	"math"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// english is the language that many customers of other languages are content with.
const english = "en"

// scene is a compiled scenario: names are places, local times are instants.
type scene struct {
	spec             *Scenario
	start, warm, end sla.Instant
	languages        []string // of customers, sorted
	english          int      // its place, or none
	regions          []sceneRegion
	issues           []sceneIssue
	tiers            []float64 // shares
	channels         []sceneChannel
	channelShares    []float64
	natives          [][]bool // by issue type and language, whether some agent has both
	workers          []worker
}

// none is the place of what is not there.
const none = -1

type sceneRegion struct {
	ahead     time.Duration // of UTC
	languages []float64     // shares by place of the language
	hour      [24]float64   // share of a day's arrivals
	weekday   [7]float64
	holidays  map[string]bool
}

type sceneIssue struct {
	mu, sigma float64 // of the logarithm of the handling time in minutes
	bursts    []Burst
}

type sceneChannel struct {
	units     int
	target    []time.Duration // by tier
	interrupt bool            // interrupts work that can wait
	waits     bool            // can be interrupted
}

// worker is an agent of the scene.
type worker struct {
	region   int
	skills   []bool // by issue type
	speaks   []bool // by language of customers
	units    int
	slowness float64
	shift    Shift
}

// compile returns the scene of a scenario that has no faults.
func compile(s *Scenario) *scene {
	c := &scene{spec: s, start: s.Start, english: none}
	c.warm = s.Start.Add(time.Duration(s.WarmupDays) * day)
	c.end = s.Start.Add(time.Duration(s.HorizonDays) * day)
	for _, r := range s.Regions {
		for name := range r.Languages {
			if !slices.Contains(c.languages, name) {
				c.languages = append(c.languages, name)
			}
		}
	}
	slices.Sort(c.languages)
	c.english = slices.Index(c.languages, english)
	for i := range s.Regions {
		c.regions = append(c.regions, c.region(&s.Regions[i]))
	}
	for _, t := range s.Tiers {
		c.tiers = append(c.tiers, t.Share)
	}
	for i := range s.IssueTypes {
		c.issues = append(c.issues, c.issue(&s.IssueTypes[i]))
	}
	for i := range s.Channels {
		c.channels = append(c.channels, c.channel(&s.Channels[i]))
		c.channelShares = append(c.channelShares, s.Channels[i].Share)
	}
	for i := range s.Agents {
		c.workers = append(c.workers, c.worker(&s.Agents[i]))
	}
	c.findNatives()
	return c
}

func (c *scene) region(r *Region) sceneRegion {
	out := sceneRegion{ahead: time.Duration(r.UTCOffsetMin) * time.Minute, holidays: map[string]bool{}}
	for _, name := range c.languages {
		out.languages = append(out.languages, r.Languages[name])
	}
	total := sum(r.HourlyProfile)
	for i, w := range r.HourlyProfile {
		out.hour[i] = w / total
	}
	copy(out.weekday[:], r.WeekdayFactor)
	for _, date := range r.Holidays {
		out.holidays[date] = true
	}
	return out
}

func (c *scene) issue(t *IssueType) sceneIssue {
	spread := math.Log1p(t.HandleCV * t.HandleCV)
	out := sceneIssue{mu: math.Log(t.HandleMinMean) - spread/2, sigma: math.Sqrt(spread)}
	for _, b := range c.spec.Bursts {
		if b.Issue == t.ID {
			out.bursts = append(out.bursts, b)
		}
	}
	return out
}

func (c *scene) channel(ch *Channel) sceneChannel {
	out := sceneChannel{units: ch.Units, interrupt: ch.ID == "chat", waits: ch.ID == "email" || ch.ID == "web"}
	for _, t := range c.spec.Tiers {
		out.target = append(out.target, minutes(ch.TargetMin[t.ID]))
	}
	return out
}

func (c *scene) worker(a *ScenarioAgent) worker {
	w := worker{units: a.CapacityUnits, slowness: a.Proficiency, shift: a.Shift}
	w.region = slices.IndexFunc(c.spec.Regions, func(r Region) bool { return r.ID == a.Region })
	for _, t := range c.spec.IssueTypes {
		w.skills = append(w.skills, slices.Contains(a.Skills, t.ID))
	}
	for _, name := range c.languages {
		w.speaks = append(w.speaks, slices.Contains(a.Languages, name))
	}
	return w
}

// minutes returns a number of minutes to the millisecond.
func minutes(n float64) time.Duration {
	return time.Duration(math.Round(n*60_000)) * time.Millisecond
}

// findNatives notes for which issue types and languages some agent has both.
func (c *scene) findNatives() {
	for issue := range c.issues {
		native := make([]bool, len(c.languages))
		for _, w := range c.workers {
			for language, speaks := range w.speaks {
				native[language] = native[language] || speaks && w.skills[issue]
			}
		}
		c.natives = append(c.natives, native)
	}
}
