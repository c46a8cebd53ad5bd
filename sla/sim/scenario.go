package sim

import (
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// Scenario is the written form of a desk to drill: who asks, when and for what, who works when, and what is promised. A
// promise is kept when work on the ticket begins within the target of its channel and tier, counted round the clock. Shares
// are parts of a whole and add up to 1.
type Scenario struct {
	Name        string `json:"name" yaml:"name"`
	Version     int    `json:"version" yaml:"version"`
	License     string `json:"license" yaml:"license"`
	Description string `json:"description" yaml:"description"`

	// Start is a midnight in UTC. Tickets arrive for HorizonDays days; those of the first WarmupDays are left out of the figures.
	Start       sla.Instant `json:"start" yaml:"start"`
	HorizonDays int         `json:"horizon_days" yaml:"horizon_days"`
	WarmupDays  int         `json:"warmup_days" yaml:"warmup_days"`
	// ArrivalsPerDay is how many tickets arrive on a day whose factor is 1, at load 1 and without bursts.
	ArrivalsPerDay float64 `json:"arrivals_per_day" yaml:"arrivals_per_day"`

	Regions    []Region    `json:"regions" yaml:"regions"`
	IssueTypes []IssueType `json:"issue_types" yaml:"issue_types"`
	Tiers      []Tier      `json:"tiers" yaml:"tiers"`
	Channels   []Channel   `json:"channels" yaml:"channels"`

	// EnglishOKProb is the share of the customers of another language who are content with English.
	EnglishOKProb float64 `json:"english_ok_prob" yaml:"english_ok_prob"`
	// EnglishFallbackHandleFactor multiplies the handling time of a ticket that is handled in English for want of its language.
	EnglishFallbackHandleFactor float64 `json:"english_fallback_handle_factor" yaml:"english_fallback_handle_factor"`
	// EnglishOKIfNoNativeAgent makes every customer content with English for whom no agent has both the skill and the language.
	EnglishOKIfNoNativeAgent bool `json:"english_ok_if_no_native_agent" yaml:"english_ok_if_no_native_agent"`

	Bursts []Burst         `json:"bursts" yaml:"bursts"`
	Agents []ScenarioAgent `json:"agents" yaml:"agents"`
}

// Region is a part of the world with customers and agents of its own. Its clocks never change.
type Region struct {
	ID string `json:"id" yaml:"id"`
	// TZ is the zone, for people to read.
	TZ string `json:"tz" yaml:"tz"`
	// UTCOffsetMin is how many minutes its wall clock is ahead of UTC.
	UTCOffsetMin int `json:"utc_offset_min" yaml:"utc_offset_min"`
	// Share is its part of the arrivals.
	Share float64 `json:"share" yaml:"share"`
	// Holidays are the local dates on which no shift of its agents begins, such as 2026-03-12.
	Holidays []string `json:"holidays" yaml:"holidays"`
	// Languages are the shares of its customers by language.
	Languages map[string]float64 `json:"languages" yaml:"languages"`
	// HourlyProfile are the weights of the 24 hours of a local day, of which only the proportions count.
	HourlyProfile []float64 `json:"hourly_profile" yaml:"hourly_profile"`
	// WeekdayFactor multiplies the arrivals of each day of the week, Monday first.
	WeekdayFactor []float64 `json:"weekday_factor" yaml:"weekday_factor"`
}

// IssueType is what tickets are about. To handle one takes a lognormal time: HandleMinMean minutes on average, with the
// coefficient of variation HandleCV.
type IssueType struct {
	ID            string  `json:"id" yaml:"id"`
	Share         float64 `json:"share" yaml:"share"`
	HandleMinMean float64 `json:"handle_min_mean" yaml:"handle_min_mean"`
	HandleCV      float64 `json:"handle_cv" yaml:"handle_cv"`
}

// Tier is a class of customers. Its weight counts in the figure by tier weight and in the order of work.
type Tier struct {
	ID     string  `json:"id" yaml:"id"`
	Share  float64 `json:"share" yaml:"share"`
	Weight float64 `json:"weight" yaml:"weight"`
}

// Channel is a way in. A strategy that interrupts sets work of the channels email and web aside for the channel chat.
type Channel struct {
	ID    string  `json:"id" yaml:"id"`
	Share float64 `json:"share" yaml:"share"`
	// Units is how much of an agent's capacity a ticket takes while it is handled.
	Units int `json:"units" yaml:"units"`
	// TargetMin are the minutes within which work is to begin, for each tier.
	TargetMin map[string]float64 `json:"target_min" yaml:"target_min"`
}

// Burst multiplies the arrivals of one issue type from Start on and before End. Where bursts overlap their factors multiply.
type Burst struct {
	Start  sla.Instant `json:"start" yaml:"start"`
	End    sla.Instant `json:"end" yaml:"end"`
	Issue  string      `json:"issue" yaml:"issue"`
	Factor float64     `json:"factor" yaml:"factor"`
}

// ScenarioAgent is somebody who takes tickets.
type ScenarioAgent struct {
	ID     string `json:"id" yaml:"id"`
	Region string `json:"region" yaml:"region"`
	// Role is for people to read.
	Role string `json:"role" yaml:"role"`
	// Skills are the issue types that the agent can handle.
	Skills    []string `json:"skills" yaml:"skills"`
	Languages []string `json:"languages" yaml:"languages"`
	// CapacityUnits bounds the units of the tickets at work at once.
	CapacityUnits int `json:"capacity_units" yaml:"capacity_units"`
	// Proficiency multiplies the handling time: less than 1 is quicker than others.
	Proficiency float64 `json:"proficiency" yaml:"proficiency"`
	Shift       Shift   `json:"shift" yaml:"shift"`
}

// Shift is when an agent takes new work, in the region's local minutes after midnight. A shift may end on the next day,
// after minute 1440. Work begun is finished, also past the end.
type Shift struct {
	StartMin int `json:"start_min" yaml:"start_min"`
	EndMin   int `json:"end_min" yaml:"end_min"`
	// Days are the days of the week on which it begins; 0 is Monday.
	Days []int `json:"days" yaml:"days"`
}

// ReadScenario reads a scenario in the written form, JSON or YAML, as strictly as a pack is read. The name of the file
// stands in errors. The error is pack.Errors with every fault, each at its place.
func ReadScenario(name string, data []byte) (Scenario, error) {
	d, err := pack.Parse(name, data)
	if err != nil {
		return Scenario{}, err
	}
	var s Scenario
	d.Decode(&s)
	d.Add("", s.Check())
	return s, d.Err()
}
