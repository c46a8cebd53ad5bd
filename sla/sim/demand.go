package sim

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// asked is a ticket that arrives, and what handling it will take.
type asked struct {
	name   string // such as 000017, the place in the order of arrival
	at     sla.Instant
	target time.Duration
	work   time.Duration // of an agent of proficiency 1 in the customer's language

	region, issue, tier, channel, language int
	english                                bool // content with English in place of the language
}

// due is the instant by which work is to begin.
func (a *asked) due() sla.Instant { return a.at.Add(a.target) }

// demand draws the tickets of a scene in the order of their arrival. Equal seeds give equal tickets.
func (c *scene) demand(seed uint64, load float64) []asked {
	var all []asked
	for region := range c.regions {
		for issue := range c.issues {
			source := newChance(seed, uint64(region)<<32|uint64(issue))
			all = append(all, c.arrivals(source, load, region, issue)...)
		}
	}
	slices.SortStableFunc(all, func(a, b asked) int { return cmp.Compare(a.at, b.at) })
	for i := range all {
		all[i].name = fmt.Sprintf("%08d", i)
	}
	return all
}

// promise is the target as routing has it.
func (a *asked) promise() sla.Duration { return sla.Duration(a.target) }

// arrivals draws the tickets of one region and issue type.
func (c *scene) arrivals(source chance, load float64, region, issue int) (all []asked) {
	for from := c.start; from < c.end; {
		to := c.steady(region, issue, from)
		rate := load * c.rate(region, issue, from)
		for at := from; rate > 0; {
			hours := source.wait(rate)
			if hours >= to.Sub(at).Hours() {
				break
			}
			at = at.Add(time.Duration(hours * float64(time.Hour)))
			all = append(all, c.ask(source, at, region, issue))
		}
		from = to
	}
	return all
}

// rate returns how many tickets of a region and an issue type arrive an hour at load 1.
func (c *scene) rate(region, issue int, at sla.Instant) float64 {
	r := &c.regions[region]
	local := at.Add(r.ahead).Time()
	rate := c.spec.ArrivalsPerDay * c.spec.Regions[region].Share * c.spec.IssueTypes[issue].Share *
		r.hour[local.Hour()] * r.weekday[weekday(local)]
	for _, b := range c.issues[issue].bursts {
		if inWindow(at, b.Start, b.End) {
			rate *= b.Factor
		}
	}
	return rate
}

// steady returns how long the rate stays as it is: until the next local hour, or a burst begins or ends.
func (c *scene) steady(region, issue int, at sla.Instant) sla.Instant {
	ahead := c.regions[region].ahead
	to := min(c.end, sla.At(at.Add(ahead).Time().Truncate(time.Hour).Add(time.Hour-ahead)))
	for _, b := range c.issues[issue].bursts {
		for _, edge := range [...]sla.Instant{b.Start, b.End} {
			if at < edge && edge < to {
				to = edge
			}
		}
	}
	return to
}

// ask draws all that is not given of a ticket.
func (c *scene) ask(source chance, at sla.Instant, region, issue int) asked {
	a := asked{at: at, region: region, issue: issue}
	a.tier = source.among(c.tiers)
	a.channel = source.among(c.channelShares)
	a.language = source.among(c.regions[region].languages)
	content := source.Float64() < c.spec.EnglishOKProb ||
		c.spec.EnglishOKIfNoNativeAgent && !c.natives[issue][a.language]
	a.english = content && a.language != c.english
	a.target = c.channels[a.channel].target[a.tier]
	t := &c.issues[issue]
	a.work = max(time.Millisecond, minutes(math.Exp(t.mu+t.sigma*source.NormFloat64())))
	return a
}

// weekday returns the day of the week, 0 for Monday.
func weekday(t time.Time) int { return (int(t.Weekday()) + 6) % 7 }
