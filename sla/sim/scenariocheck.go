package sim

import (
	"maps"
	"math"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

const (
	day    = 24 * time.Hour
	dayMin = 24 * 60

	mostDays     = 366     // a horizon in days
	mostArrivals = 200_000 // a day
	mostAgents   = 5000
	mostNames    = 100  // issue types, tiers, channels, regions
	mostNumber   = 1e6  // minutes, factors and weights
	mostUnits    = 1000 // of an agent or a ticket
	shareSlip    = 1e-6 // by which shares may miss 1
)

// Check returns the faults of s. The error is calendar.Problems with every fault.
func (s *Scenario) Check() error {
	c := scenarioCheck{s: s}
	c.frame()
	c.regions()
	c.issueTypes()
	c.tiers()
	c.channels()
	c.bursts()
	c.agents()
	return c.Err()
}

// scenarioCheck collects the faults of a scenario.
type scenarioCheck struct {
	calendar.Problems
	s                            *Scenario
	inRegions, inIssues, inTiers []string
	inChannels, inLanguages      []string
}

func (c *scenarioCheck) frame() {
	s := c.s
	switch {
	case s.Start == 0:
		c.Add("start", "is missing; write a midnight in UTC such as 2026-03-02T00:00:00Z")
	case s.Start.Time().Truncate(day) != s.Start.Time():
		c.Add("start", "%s is no midnight in UTC", s.Start)
	case s.Start.Time().Year() > 2200:
		c.Add("start", "%s is too far; begin before 2200", s.Start)
	}
	if c.whole("horizon_days", s.HorizonDays, 1, mostDays) && (s.WarmupDays < 0 || s.WarmupDays >= s.HorizonDays) {
		c.Add("warmup_days", "must be at least 0 and less than the %d days of the horizon", s.HorizonDays)
	}
	c.number("arrivals_per_day", s.ArrivalsPerDay, 0, mostArrivals)
	c.number("english_ok_prob", s.EnglishOKProb, 0, 1)
	c.positive("english_fallback_handle_factor", s.EnglishFallbackHandleFactor)
}

func (c *scenarioCheck) regions() {
	c.some("regions", len(c.s.Regions), mostNames)
	var shares []float64
	for i, r := range c.s.Regions {
		path := calendar.IndexPath("regions", i)
		c.name(path+".id", "region", r.ID, &c.inRegions)
		c.number(path+".utc_offset_min", float64(r.UTCOffsetMin), -dayMin, dayMin)
		shares = append(shares, c.share(path+".share", r.Share))
		c.holidays(path+".holidays", r.Holidays)
		c.weights(path+".hourly_profile", r.HourlyProfile, 24)
		c.weights(path+".weekday_factor", r.WeekdayFactor, 7)
		if len(r.HourlyProfile) == 24 && sum(r.HourlyProfile) == 0 {
			c.Add(path+".hourly_profile", "has no hour with a weight")
		}
		c.languages(path+".languages", r.Languages)
	}
	c.wholes("regions", shares)
}

func (c *scenarioCheck) languages(path string, languages map[string]float64) {
	var shares []float64
	for _, name := range slices.Sorted(maps.Keys(languages)) {
		if name == "" {
			c.Add(path, "has a language without a name")
		}
		shares = append(shares, c.share(calendar.KeyPath(path, name), languages[name]))
		if !slices.Contains(c.inLanguages, name) {
			c.inLanguages = append(c.inLanguages, name)
		}
	}
	c.some(path, len(shares), mostNames)
	c.wholes(path, shares)
}

func (c *scenarioCheck) holidays(path string, dates []string) {
	for i, date := range dates {
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			c.Add(calendar.IndexPath(path, i), "%q is no date; write it such as 2026-03-12", date)
		}
	}
}

func (c *scenarioCheck) weights(path string, weights []float64, n int) {
	if len(weights) != n {
		c.Add(path, "has %d numbers; write %d", len(weights), n)
	}
	for i, w := range weights {
		c.number(calendar.IndexPath(path, i), w, 0, mostNumber)
	}
}

func (c *scenarioCheck) issueTypes() {
	c.some("issue_types", len(c.s.IssueTypes), mostNames)
	var shares []float64
	for i, t := range c.s.IssueTypes {
		path := calendar.IndexPath("issue_types", i)
		c.name(path+".id", "issue type", t.ID, &c.inIssues)
		shares = append(shares, c.share(path+".share", t.Share))
		c.positive(path+".handle_min_mean", t.HandleMinMean)
		c.number(path+".handle_cv", t.HandleCV, 0, 100)
	}
	c.wholes("issue_types", shares)
}

func (c *scenarioCheck) tiers() {
	c.some("tiers", len(c.s.Tiers), mostNames)
	var shares []float64
	for i, t := range c.s.Tiers {
		path := calendar.IndexPath("tiers", i)
		c.name(path+".id", "tier", t.ID, &c.inTiers)
		shares = append(shares, c.share(path+".share", t.Share))
		c.positive(path+".weight", t.Weight)
	}
	c.wholes("tiers", shares)
}

func (c *scenarioCheck) channels() {
	c.some("channels", len(c.s.Channels), mostNames)
	var shares []float64
	for i, ch := range c.s.Channels {
		path := calendar.IndexPath("channels", i)
		c.name(path+".id", "channel", ch.ID, &c.inChannels)
		shares = append(shares, c.share(path+".share", ch.Share))
		c.whole(path+".units", ch.Units, 1, mostUnits)
		c.targets(path+".target_min", ch.TargetMin)
	}
	c.wholes("channels", shares)
}

func (c *scenarioCheck) targets(path string, targets map[string]float64) {
	for _, tier := range slices.Sorted(maps.Keys(targets)) {
		c.among(calendar.KeyPath(path, tier), "tier", tier, c.inTiers)
		c.positive(calendar.KeyPath(path, tier), targets[tier])
	}
	for _, tier := range c.inTiers {
		if _, ok := targets[tier]; !ok {
			c.Add(path, "has no target for the tier %q", tier)
		}
	}
}

func (c *scenarioCheck) bursts() {
	for i, b := range c.s.Bursts {
		path := calendar.IndexPath("bursts", i)
		c.among(path+".issue", "issue type", b.Issue, c.inIssues)
		if b.Start == 0 {
			c.Add(path+".start", "is missing")
		}
		if b.End <= b.Start {
			c.Add(path+".end", "must be after the start")
		}
		c.number(path+".factor", b.Factor, 0, mostNumber)
	}
}

func (c *scenarioCheck) agents() {
	c.some("agents", len(c.s.Agents), mostAgents)
	var ids []string
	for i, a := range c.s.Agents {
		path := calendar.IndexPath("agents", i)
		c.name(path+".id", "agent", a.ID, &ids)
		c.among(path+".region", "region", a.Region, c.inRegions)
		c.each(path+".skills", "issue type", a.Skills, c.inIssues)
		c.each(path+".languages", "language", a.Languages, nil)
		c.whole(path+".capacity_units", a.CapacityUnits, 1, mostUnits)
		c.positive(path+".proficiency", a.Proficiency)
		c.shift(path+".shift", a.Shift)
	}
}

func (c *scenarioCheck) shift(path string, s Shift) {
	c.number(path+".start_min", float64(s.StartMin), 0, dayMin-1)
	if s.EndMin <= s.StartMin || s.EndMin > s.StartMin+dayMin {
		c.Add(path+".end_min", "must be after the start and at most a day later")
	}
	if len(s.Days) == 0 {
		c.Add(path+".days", "has no day; write some of 0, which is Monday, to 6")
	}
	for i, d := range s.Days {
		at := calendar.IndexPath(path+".days", i)
		c.number(at, float64(d), 0, 6)
		if slices.Contains(s.Days[:i], d) {
			c.Add(at, "%d stands there twice", d)
		}
	}
}

// each notes what is wrong with a list of names. No known ones means that any will do.
func (c *scenarioCheck) each(path, kind string, names, known []string) {
	if len(names) == 0 {
		c.Add(path, "names no %s", kind)
	}
	for i, name := range names {
		at := calendar.IndexPath(path, i)
		switch {
		case name == "":
			c.Add(at, "is empty")
		case slices.Contains(names[:i], name):
			c.Add(at, "%q stands there twice", name)
		case known != nil:
			c.among(at, kind, name, known)
		}
	}
}

// name notes what is wrong with an id and remembers it.
func (c *scenarioCheck) name(path, kind, id string, seen *[]string) {
	switch {
	case id == "":
		c.Add(path, "is missing")
	case slices.Contains(*seen, id):
		c.Add(path, "there are two %ss %q", kind, id)
	}
	*seen = append(*seen, id)
}

func (c *scenarioCheck) among(path, kind, name string, known []string) {
	if !slices.Contains(known, name) {
		c.Unknown(path, kind, name, known)
	}
}

func (c *scenarioCheck) some(path string, n, most int) {
	switch {
	case n == 0:
		c.Add(path, "is missing; a desk needs some")
	case n > most:
		c.Add(path, "has %d; the most is %d", n, most)
	}
}

func (c *scenarioCheck) share(path string, share float64) float64 {
	c.number(path, share, 0, 1)
	return share
}

// wholes notes shares that do not add up.
func (c *scenarioCheck) wholes(path string, shares []float64) {
	if total := sum(shares); len(shares) > 0 && math.Abs(total-1) > shareSlip {
		c.Add(path, "the shares add up to %.6g; they must add up to 1", total)
	}
}

func (c *scenarioCheck) positive(path string, n float64) {
	if !(n > 0 && n <= mostNumber) {
		c.Add(path, "must be more than zero and at most %g", float64(mostNumber))
	}
}

func (c *scenarioCheck) number(path string, n, least, most float64) {
	if !(n >= least && n <= most) {
		c.Add(path, "must be from %g to %g", least, most)
	}
}

func (c *scenarioCheck) whole(path string, n, least, most int) bool {
	if n < least || n > most {
		c.Add(path, "must be from %d to %d", least, most)
		return false
	}
	return true
}

func sum(list []float64) (total float64) {
	for _, n := range list {
		total += n
	}
	return total
}

// inWindow says whether an instant lies from the one on and before the other.
func inWindow(at, from, to sla.Instant) bool { return from <= at && at < to }
