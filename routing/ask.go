package routing

import (
	"github.com/bellhop-sla/bellhop/sla"
)

// mostNeeds is how many skills a row asks for at most.
const mostNeeds = 8

// rowPlan is a compiled RowSpec.
type rowPlan struct {
	name       string
	queue, way int // way is none where the row names none
	weight     int // place of Router.weights, or none for what the channel takes
	priority   int
	expect     sla.Duration // 0 where the row says nothing
	needs      []needPlan
	waiver     bool // the way has a stage that relaxes
}

// needPlan is a compiled NeedSpec.
type needPlan struct {
	sets      *[mostLevel]bitset
	level     int // from 0
	preferred bool
	relax     sla.Duration
	price     int64
	lacks     [2]string // what is told of who has not got it: at all, and at the level
}

// channelPlan is a compiled ChannelSpec, or a channel that some agent takes.
type channelPlan struct {
	ChannelSpec
	weight int // place of Router.weights
	set    bitset
	misses string // what is told of who takes none
}

// ask is what a ticket asks of whoever takes it, as it is now.
type ask struct {
	row        *rowPlan // or nil
	place      int      // of the row
	weight     int      // place of Router.weights
	channel    *channelPlan
	language   string
	native     bitset // nil: whoever
	big        bitset // whose capacity is enough; nil: everybody's is
	must       [mostNeeds]*needPlan
	levels     [mostNeeds]int // that are asked for, by must
	hard, firm int            // the first of must that hold for good, and those that hold until a stage relaxes
	wish       [mostNeeds]*needPlan
	wishes     int
	relaxes    sla.Instant // when the next need relaxes, or never
}

// unknownLanguage is the language of a ticket whose language nobody could tell.
const unknownLanguage = "unknown"

// ask returns what a ticket asks for.
func (r *Router) ask(q *Request, row int) (a ask) {
	a.place, a.weight = row, r.one
	if row != none {
		a.row = &r.rows[row]
	}
	if name := q.text("channel"); name != "" {
		a.channel = r.channels[name]
		if a.channel == nil {
			a.channel = &r.other
		}
		a.weight = a.channel.weight
	}
	if name := q.text("language"); name != "" && name != unknownLanguage {
		a.language, a.native = name, r.crew.languages[name]
		if a.native == nil {
			a.native = r.crew.polyglots
		}
	}
	if a.row != nil {
		if a.row.weight != none {
			a.weight = a.row.weight
		}
		a.skills(q)
	}
	a.big = r.big[a.weight]
	return a
}

// skills sorts the needs of the row: those that hold for good first, then those that hold until a stage relaxes, and wishes.
func (a *ask) skills(q *Request) {
	needs := a.row.needs
	for i := range needs {
		if n := &needs[i]; !n.preferred {
			a.add(n, a.levelNow(n, q))
		}
	}
	a.hard = a.firm
	for i := range needs {
		n := &needs[i]
		if !n.preferred {
			continue
		}
		relaxed, at := q.passedBy(n.relax)
		switch {
		case n.relax > 0 && relaxed:
		case n.relax > 0:
			a.relaxAt(at)
			a.add(n, n.level)
		case a.row.waiver:
			a.add(n, n.level)
		default:
			a.wish[a.wishes] = n
			a.wishes++
		}
	}
}

// add asks for a skill.
func (a *ask) add(n *needPlan, level int) {
	a.must[a.firm], a.levels[a.firm] = n, level
	a.firm++
}

// levelNow returns the level that is asked for now.
func (a *ask) levelNow(n *needPlan, q *Request) int {
	if n.relax == 0 || n.level == 0 {
		return n.level
	}
	relaxed, at := q.passedBy(n.relax)
	if relaxed {
		return 0
	}
	a.relaxAt(at)
	return n.level
}

// relaxAt notes when a need relaxes.
func (a *ask) relaxAt(at sla.Instant) { a.relaxes = earliest(a.relaxes, at) }

// earliest returns the earlier of two instants of which either may be none.
func earliest(a, b sla.Instant) sla.Instant {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// plain says whether the ticket asks for nothing but room.
func (a *ask) plain() bool {
	return a.firm == 0 && a.wishes == 0 && a.channel == nil && a.native == nil
}
