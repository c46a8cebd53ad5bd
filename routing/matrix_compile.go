package routing

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// maxDimensions is how many dimensions rows may list values of.
const maxDimensions = 16

// CompileMatrix checks spec and returns the matrix. No terms are those of the empty [sla.Vocabulary]. What a row names beside
// its dimensions and its condition (queue, skills, overflow) is not looked up: [Compile] does that. The error is
// [calendar.Problems] with every fault at its path, such as rows[3].is.tier[0].
func CompileMatrix(spec MatrixSpec, terms *sla.Terms) (*Matrix, error) {
	return compileTable(spec, terms, "row", "rows")
}

// compileTable is CompileMatrix for rows of another kind, written at another path.
func compileTable(spec MatrixSpec, terms *sla.Terms, of, list string) (*Matrix, error) {
	if terms == nil {
		var err error
		if terms, err = (sla.Vocabulary{}).Compile(); err != nil {
			return nil, err
		}
	}
	c := matrixCompiler{
		Matrix: Matrix{spec: spec, terms: terms, when: make([]*sla.Condition, len(spec.Rows)), of: of, list: list},
		places: map[string]int{}, names: map[string]int{}, conditions: map[string]*sla.Condition{},
	}
	if !slices.Contains([]Hit{"", HitFirst, HitUnique}, spec.Hit) {
		c.problems.Unknown("hit", "hit policy", string(spec.Hit), []string{string(HitFirst), string(HitUnique)})
	}
	for i, field := range spec.Dimensions {
		c.dimension(calendar.IndexPath("dimensions", i), i, field)
	}
	if len(spec.Rows) == 0 {
		c.problems.Add(list, "missing; write at least one %s", of)
	}
	for i, row := range spec.Rows {
		c.row(calendar.IndexPath(list, i), i, row)
	}
	if err := c.problems.Err(); err != nil {
		return nil, err
	}
	c.arrange()
	return &c.Matrix, nil
}

// matrixCompiler makes a Matrix and collects the problems of its MatrixSpec.
type matrixCompiler struct {
	Matrix
	places     map[string]int // of dimensions in Matrix.dimensions, none for those without listed values
	names      map[string]int // of rows
	conditions map[string]*sla.Condition
	problems   calendar.Problems
}

func (c *matrixCompiler) dimension(path string, i int, field string) {
	kind, ok := c.terms.Type(field)
	switch {
	case !ok:
		c.problems.Unknown(path, "field", field, c.terms.Names())
		return
	case slices.Contains(c.spec.Dimensions[:i], field):
		c.problems.Add(path, "%q stands here already; remove one", field)
		return
	case kind == sla.NumberField || kind == sla.ListField:
		c.places[field] = none
		return
	case kind == sla.TextField && len(c.terms.Values(field)) == 0:
		c.places[field] = none
		c.problems.Add(path, "%q may hold any text; declare its values in the vocabulary", field)
		return
	case len(c.dimensions) == maxDimensions:
		c.problems.Add(path, "is one too many; the most is %d: ask for %q in conditions", maxDimensions, field)
	}
	c.places[field] = len(c.dimensions)
	d := newDimension(field, kind, c.terms.Values(field))
	for range d.classes() {
		d.rows = append(d.rows, newBitset(len(c.spec.Rows)))
	}
	c.dimensions = append(c.dimensions, d)
}

func (c *matrixCompiler) row(path string, i int, row RowSpec) {
	if was, ok := c.names[row.Name]; ok {
		c.problems.Add(path+".name", "%q stands at %s already; give one of them another name", row.Name, calendar.IndexPath(c.list, was))
	} else if row.Name != "" {
		c.names[row.Name] = i
	}
	for _, field := range slices.Sorted(maps.Keys(row.Is)) {
		c.known(calendar.KeyPath(path+".is", field), field)
	}
	for at := range c.dimensions {
		d := &c.dimensions[at]
		if values, ok := row.Is[d.field]; ok {
			c.values(calendar.KeyPath(path+".is", d.field), i, d, values)
			continue
		}
		for _, rows := range d.rows {
			rows.add(i)
		}
	}
	c.when[i] = c.condition(path+".when", row.When)
	c.wants(path, row)
}

// known sees that rows may list values of a field.
func (c *matrixCompiler) known(path, field string) {
	at, ok := c.places[field]
	kind, declared := c.terms.Type(field)
	switch {
	case ok && at == none && kind != sla.TextField:
		c.problems.Add(path, "%q is a %s, which has no values to list; ask for it in when", field, kind)
	case !ok && declared:
		c.problems.Add(path, "%q is no dimension; add it to dimensions or ask for it in when", field)
	case !ok:
		c.problems.Unknown(path, "dimension", field, c.spec.Dimensions)
	}
}

// values notes which values of a dimension fit row i.
func (c *matrixCompiler) values(path string, i int, d *dimension, values []string) {
	if len(values) == 0 {
		c.problems.Add(path, "is empty, so that nothing would fit; list values or remove the key")
	}
	for j, v := range values {
		class, ok := d.class[v]
		if !ok {
			c.problems.Unknown(calendar.IndexPath(path, j), "value of "+d.field, v, d.words())
			continue
		}
		if slices.Contains(values[:j], v) {
			c.problems.Add(calendar.IndexPath(path, j), "%q stands here already; remove one", v)
		}
		d.rows[class].add(i)
	}
}

// condition returns a compiled condition, or nil for one that always holds.
func (c *matrixCompiler) condition(path, source string) *sla.Condition {
	if strings.TrimSpace(source) == "" {
		return nil
	}
	if known, ok := c.conditions[source]; ok {
		return known
	}
	compiled, err := c.terms.Condition(source)
	if err != nil {
		addCondition(&c.problems, path, err)
		return nil
	}
	c.conditions[source] = compiled
	return compiled
}

// addCondition notes the faults of a condition, each with its column in the condition.
func addCondition(p *calendar.Problems, path string, err error) {
	var faults sla.ConditionErrors
	if !errors.As(err, &faults) {
		p.Add(path, "%s", err)
	}
	for _, f := range faults {
		p.Add(path, "%s", f.Error())
	}
}

// wants checks the numbers of what a row asks for.
func (c *matrixCompiler) wants(path string, row RowSpec) {
	if row.Weight < 0 {
		c.problems.Add(path+".weight", "must be more than zero, not %d; remove it for the weight of the channel", row.Weight)
	}
	if row.Expect < 0 {
		c.problems.Add(path+".expect", "must be more than zero, not %s; remove it for what the queue expects", row.Expect)
	}
	for i, need := range row.Skills {
		at := calendar.IndexPath(path+".skills", i)
		if need.Level < 0 || need.Level > 5 {
			c.problems.Add(at+".level", "must be 1 to 5, not %d", need.Level)
		}
		if need.Relax < 0 {
			c.problems.Add(at+".relax", "must be more than zero, not %s", need.Relax)
		}
	}
}

// arrange puts the dimensions that tell most rows apart first and makes the columns.
func (c *matrixCompiler) arrange() {
	rows := len(c.spec.Rows)
	slices.SortStableFunc(c.dimensions, func(a, b dimension) int {
		return cmp.Compare(b.sparseness(rows), a.sparseness(rows))
	})
	c.groups = newGroups(c.dimensions, rows)
	all := newBitset(rows)
	all.fill(rows)
	c.all = newColumn(all, true)
}
