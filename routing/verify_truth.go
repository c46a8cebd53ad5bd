package routing

import (
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// The bounds of what is worked out for conditions. What lies beyond counts as a condition that may hold or not.
const (
	maxTruths      = 1 << 14 // combinations of classes of one condition
	maxAllTruths   = 1 << 20 // of all conditions
	maxTruthBoxes  = 64      // boxes of one condition
	maxExtraPieces = 1 << 14 // boxes of all rows, beyond one for each
)

// truth is whether a condition holds in a cell.
type truth = byte

const (
	never truth = iota
	always
	perhaps // for some tickets of the cell, as far as is known
)

// truthBox is a box of cells in which a condition holds, or perhaps holds.
type truthBox struct {
	sets [][]int // classes by axis, in the order of the axes of its truths
	sure bool
}

// truths is where one condition holds, as boxes that do not overlap.
type truths struct {
	axes  []int
	boxes []truthBox
	loose bool // it could not be worked out for every cell
}

// truthTeller works out conditions on the cells of axes.
type truthTeller struct {
	axes  []axis
	terms *sla.Terms
	left  int // combinations that may still be worked out
	known map[*sla.Condition]truths
}

// tell returns where a condition holds.
func (t *truthTeller) tell(c *sla.Condition) truths {
	known, ok := t.known[c]
	if !ok {
		known = t.work(c)
		t.known[c] = known
	}
	return known
}

func (t *truthTeller) work(c *sla.Condition) truths {
	unknown := truths{boxes: []truthBox{{}}, loose: true}
	var on, sizes []int
	combinations := 1
	for i := range t.axes {
		if a := &t.axes[i]; t.reads(c, a) {
			on, sizes = append(on, i), append(sizes, len(a.classes))
			combinations = min(combinations*len(a.classes), maxTruths+1)
		}
	}
	if combinations > maxTruths || combinations > t.left {
		return unknown
	}
	t.left -= combinations
	table := t.table(c, on, combinations)
	found := truths{axes: on, boxes: truthBoxes(table, sizes), loose: slices.Contains(table, perhaps)}
	if len(found.boxes) > maxTruthBoxes {
		return unknown
	}
	return found
}

// reads says whether a condition tells classes of an axis apart.
func (t *truthTeller) reads(c *sla.Condition, a *axis) bool {
	if !c.Uses(a.field) || !a.list {
		return c.Uses(a.field)
	}
	constants, _ := c.Constants(a.field)
	return slices.Contains(constants, any(a.word))
}

// table returns the truth of each combination of classes, where those of the last axis follow each other.
func (t *truthTeller) table(c *sla.Condition, on []int, combinations int) []truth {
	table, at := make([]truth, combinations), make([]int, len(on))
	open := t.openFields(c, on)
	for i := range table {
		table[i] = t.one(c, on, at, open)
		for j := len(at) - 1; j >= 0; j-- {
			if at[j]++; at[j] < len(t.axes[on[j]].classes) {
				break
			}
			at[j] = 0
		}
	}
	return table
}

// openFields says where a condition is not told by the classes of its fields.
type openFields struct {
	points []int // places of axes of which only classes of one value tell
	all    bool  // nowhere
}

// openFields looks through the fields that a condition reads otherwise than by comparison with constants, and for those that
// have no axis.
func (t *truthTeller) openFields(c *sla.Condition, on []int) (open openFields) {
	for _, field := range c.Fields() {
		constants, exact := c.Constants(field)
		axes := 0
		for j, i := range on {
			if t.axes[i].field != field {
				continue
			}
			if axes++; !exact {
				open.points = append(open.points, j)
			}
		}
		open.all = open.all || axes == 0 && (!exact || len(constants) > 0)
	}
	return open
}

// one returns the truth in one cell.
func (t *truthTeller) one(c *sla.Condition, on, at []int, open openFields) truth {
	if open.all {
		return perhaps
	}
	for _, j := range open.points {
		if !t.axes[on[j]].classes[at[j]].point {
			return perhaps
		}
	}
	fields := sla.Fields{}
	for j, i := range on {
		t.axes[i].put(fields, at[j])
	}
	if ok, err := c.Match(fields); ok && err == nil {
		return always
	}
	return never
}

// put gives a ticket a value of a class.
func (a *axis) put(fields sla.Fields, class int) {
	v := a.classes[class].value
	switch {
	case a.list && v == true:
		words, _ := fields[a.field].([]string)
		fields[a.field] = append(words, a.word)
	case !a.list && v != nil:
		fields[a.field] = v
	}
}

// truthBoxes cuts a table into boxes: classes of the first axis that have the same truths behind them are put together.
func truthBoxes(table []truth, sizes []int) (boxes []truthBox) {
	if len(sizes) == 0 {
		if table[0] == never {
			return nil
		}
		return []truthBox{{sure: table[0] == always}}
	}
	step, places := len(table)/sizes[0], map[string]int{}
	var groups [][]int
	for class := range sizes[0] {
		behind := string(table[class*step : (class+1)*step])
		if _, ok := places[behind]; !ok {
			places[behind] = len(groups)
			groups = append(groups, nil)
		}
		groups[places[behind]] = append(groups[places[behind]], class)
	}
	for _, classes := range groups {
		for _, b := range truthBoxes(table[classes[0]*step:(classes[0]+1)*step], sizes[1:]) {
			b.sets = append([][]int{classes}, b.sets...)
			boxes = append(boxes, b)
		}
	}
	return boxes
}
