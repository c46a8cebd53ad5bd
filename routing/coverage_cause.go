package routing

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// GapCause is a reason why too few agents are on.
type GapCause struct {
	Kind GapKind `json:"kind"`
	// Name is the holiday's or the leave's name, or how a clock stands and how it would have to. It may be empty.
	Name string `json:"name,omitempty"`
	// Agent is who is on leave.
	Agent string `json:"agent,omitempty"`
	// Calendar is the one whose holiday it is.
	Calendar string `json:"calendar,omitempty"`
	// Zone is where the clock changed.
	Zone string `json:"zone,omitempty"`
}

// GapKind is a sort of reason.
type GapKind string

// The sorts of reasons. Each but the last says that the gap closes when it is taken away. At each instant the first of these
// that closes the gap is its cause: leave; holidays; a clock change; the first two together, and so on; all three.
const (
	// OnLeave: with nobody on leave the agents would suffice.
	OnLeave GapKind = "leave"
	// OnHoliday: without holidays and dates with hours of their own the agents would suffice.
	OnHoliday GapKind = "holiday"
	// ClockChange: the agents would suffice if the clocks of their zones were as far from that of the promise as they are in
	// another part of the year, at most a year before or after what is asked about, while the promise and the written hours
	// stay. The part that is fewest changes away counts, and of two such the earlier.
	ClockChange GapKind = "clock change"
	// NoShift: no hours cover it, whatever is taken away.
	NoShift GapKind = "no shift"
)

// maxCauses is how many causes of a gap are told.
const maxCauses = 20

// takings are the sets of reasons that are taken away, in the order in which they are tried.
var takings = [...]struct{ present, bare, clock bool }{
	{true, false, false}, {false, true, false}, {false, false, true},
	{true, true, false}, {true, false, true}, {false, true, true}, {true, true, true},
}

// inquiry finds the causes of the gaps of a staffing.
type inquiry struct {
	*staffing
	eras []era
}

// explain returns the gaps of a stretch in which too few agents are on, each with its causes.
func (q *inquiry) explain(s Stretch) (gaps []CoverageGap) {
	for _, part := range q.clock.split(s) {
		gaps = q.explainPart(gaps, part)
	}
	for i := range gaps {
		gaps[i].Fewest = q.fewest(gaps[i].Stretch)
	}
	return gaps
}

// explainPart appends the gaps of a stretch during which the clock of the promise does not change.
func (q *inquiry) explainPart(gaps []CoverageGap, s Stretch) []CoverageGap {
	for s.From < s.Until {
		now := eraAt(q.eras, s.From)
		found, end := q.cure(s.From, now)
		end = min(end, s.Until, q.eras[now].Until)
		for at := s.From; at < end; {
			next := min(end, q.next(at, found, now))
			g := CoverageGap{Stretch: Stretch{at, next}}
			g.Causes, g.More = q.causes(at, found, now)
			gaps = joinGap(gaps, g)
			at = next
		}
		s.From = end
	}
	return gaps
}

// joinGap appends a gap, or lengthens the last one when it has the same causes and touches.
func joinGap(gaps []CoverageGap, g CoverageGap) []CoverageGap {
	if n := len(gaps) - 1; n >= 0 && gaps[n].Until == g.From && gaps[n].More == g.More && slices.Equal(gaps[n].Causes, g.Causes) {
		gaps[n].Until = g.Until
		return gaps
	}
	return append(gaps, g)
}

// fewest returns the least number of agents who are on at an instant of a stretch.
func (q *inquiry) fewest(s Stretch) int {
	least := len(q.watchers)
	q.tally(situation{}, q.eras).within(s, func(_ Stretch, now tallied) { least = min(least, now.on) })
	return least
}

// cure returns the first situation in which the agents suffice at an instant, or the zero one, and until when that is known.
func (q *inquiry) cure(when sla.Instant, now int) (found situation, end sla.Instant) {
	end = q.eras[now].Until
	suffices := func(s situation) bool {
		on, until := q.count(s, when)
		end = min(end, until)
		return on >= q.need.Agents
	}
	for _, t := range takings {
		s := situation{present: t.present, bare: t.bare}
		try := func(like int) bool {
			s.era = like
			// When taking all away is not enough in an era, nothing less is.
			if suffices(situation{true, true, s.era}) && suffices(s) {
				found = s
			}
			return found == (situation{})
		}
		if t.clock {
			nearest(q.eras, now, func(like int) bool { return try(like + 1) })
		} else {
			try(0)
		}
		if found != (situation{}) {
			return found, end
		}
	}
	return found, end
}

// count returns how many agents are on at an instant in a situation, and the next instant at which that may change.
func (q *inquiry) count(s situation, when sla.Instant) (on int, until sla.Instant) {
	t := q.tally(s, q.eras)
	i := t.place(when)
	until = sla.Instant(math.MaxInt64)
	if i+1 < len(t) {
		until = t[i+1].at
	}
	if i < 0 {
		return 0, until
	}
	return t[i].on, until
}

// next returns the next instant at which the causes of a gap may change while the same situation closes it.
func (q *inquiry) next(when sla.Instant, found situation, now int) sla.Instant {
	if found == (situation{}) {
		return q.eras[now].Until
	}
	_, end := q.count(situation{}, when)
	for _, s := range []situation{found, {bare: found.bare}, {era: found.era}, {present: found.present}} {
		_, until := q.count(s, when)
		end = min(end, until)
	}
	if i, _ := slices.BinarySearch(q.ends, when+1); found.present && i < len(q.ends) {
		end = min(end, q.ends[i])
	}
	for i, sh := range q.shifts {
		if found.bare {
			shown := q.reading(i, when, found) - sla.Instant(sh.move)
			end = min(end, when+day-shown%day)
		}
	}
	return end
}

// reading returns what the clock of a shift shows at an instant in a situation.
func (q *inquiry) reading(shift int, when sla.Instant, s situation) sla.Instant {
	if s.era == 0 {
		return q.shifts[shift].clock.civil(when)
	}
	return q.clock.civil(when) + q.eras[s.era-1].ahead[shift]
}

// isOn says whether a shift is on at an instant in a situation, whoever is on leave.
func (q *inquiry) isOn(shift int, when sla.Instant, s situation) bool {
	return covers(q.shifts[shift].on(q.variant(s, shift, q.eras)), when)
}

// causes returns what keeps those away who would be on in the situation that closes the gap, and how much more there is.
func (q *inquiry) causes(when sla.Instant, found situation, now int) (list []GapCause, more int) {
	if found == (situation{}) {
		return []GapCause{q.noShift()}, 0
	}
	list = q.room.causes[:0]
	add := func(c GapCause) { list = append(list, c) }
	for i := range q.shifts {
		if !q.isOn(i, when, found) {
			continue
		}
		if found.present {
			q.onLeave(i, when, add)
		}
		if q.isOn(i, when, situation{}) {
			continue
		}
		if found.bare && !q.isOn(i, when, situation{era: found.era}) {
			add(q.onHoliday(i, q.reading(i, when, found)))
		}
		if found.era > 0 && !q.isOn(i, when, situation{bare: found.bare}) {
			add(q.clockChange(i, now, found.era-1))
		}
	}
	q.room.causes = list
	slices.SortFunc(list, compareCauses)
	list = slices.Compact(list)
	kept := min(len(list), maxCauses)
	return slices.Clone(list[:kept]), len(list) - kept
}

// compareCauses orders causes by their kind, and then by what they name.
func compareCauses(a, b GapCause) int {
	if a.Kind != b.Kind {
		rank := func(k GapKind) int { return slices.Index([]GapKind{OnLeave, OnHoliday, ClockChange}, k) }
		return cmp.Compare(rank(a.Kind), rank(b.Kind))
	}
	return cmp.Or(cmp.Compare(a.Calendar, b.Calendar), cmp.Compare(a.Zone, b.Zone),
		cmp.Compare(a.Agent, b.Agent), cmp.Compare(a.Name, b.Name))
}

func (q *inquiry) onLeave(shift int, when sla.Instant, add func(GapCause)) {
	for _, m := range q.shifts[shift].members {
		for _, l := range q.watchers[m].leave {
			if l.holds(when) {
				add(GapCause{Kind: OnLeave, Name: l.name, Agent: q.watchers[m].id})
			}
		}
	}
}

func (q *inquiry) onHoliday(shift int, shown sla.Instant) GapCause {
	sh := q.shifts[shift]
	shown -= sla.Instant(sh.move)
	return GapCause{Kind: OnHoliday, Name: sh.holiday(shown - shown%day), Calendar: sh.name}
}

func (q *inquiry) clockChange(shift, now, then int) GapCause {
	is, was := q.eras[now].ahead[shift], q.eras[then].ahead[shift]
	c := GapCause{Kind: ClockChange, Name: "it shows a time twice", Zone: q.shifts[shift].clock.zone.String()}
	if is != was {
		c.Name = offsetText(is) + " from " + q.clock.zone.String() + " in place of " + offsetText(was)
	}
	return c
}

func (q *inquiry) noShift() GapCause {
	if can := len(q.watchers); can < q.need.Agents {
		return GapCause{Kind: NoShift, Name: fmt.Sprintf("%d can serve it, %d asked for", can, q.need.Agents)}
	}
	return GapCause{Kind: NoShift}
}

// offsetText writes an offset, such as -05:00.
func offsetText(by sla.Instant) string {
	zone := time.FixedZone("", int(by/sla.Instant(time.Second)))
	return time.Unix(0, 0).In(zone).Format("-07:00")
}
