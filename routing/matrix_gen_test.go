package routing_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// matrixTerms are the vocabulary of random tables: enumerations, one with a value other, a flag, numbers, a list with and one
// without declared entries, and a text that may hold anything.
var matrixTerms = compileTerms(sla.Vocabulary{Fields: map[string]sla.Field{
	"tier":     {Values: []string{"free", "pro", "gold"}},
	"channel":  {Values: []string{"mail", "chat", "other"}},
	"language": {Values: []string{"de", "en"}},
	"vip":      {Type: sla.FlagField},
	"seats":    {Type: sla.NumberField},
	"cost":     {Type: sla.NumberField},
	"tags":     {Values: []string{"outage", "legal"}},
	"marks":    {Type: sla.ListField},
	"subject":  {},
}})

func compileTerms(v sla.Vocabulary) *sla.Terms {
	terms, err := v.Compile()
	if err != nil {
		panic(err)
	}
	return terms
}

// matrixConditions are conditions that can be analysed: each reads fields by comparison with constants, or texts with declared
// values in any way.
var matrixConditions = []string{
	`seats > 10`, `seats <= 10`, `seats == 3`, `seats < 10 and cost >= 0.5`, `seats < 3 or vip`, `not vip`, `cost != 0.5`,
	`"outage" in tags`, `not ("outage" in tags) and "legal" in tags`, `"x" in marks or seats > 3`, `tier == "gold"`, `tier != ""`,
	`tier in ["free", "pro"]`, `channel == "other"`, `channel == "chat" or language == "de"`, `subject == "help"`, `subject != ""`,
	`(tier == "gold") == vip`, `language != "de" and (seats > 10 or seats < 3)`, `vip and not vip`, `0 < cost < 1`, `seats >= -1`,
}

// looseConditions cannot be analysed for every ticket.
var looseConditions = []string{
	`seats + cost > 10`, `len(tags) > 1`, `subject contains "refund"`, `tier startsWith "g"`, `tier == "gold" and len(subject) > 3`,
	`language in marks`, `seats > cost`, `lower(channel) == "chat" or vip`,
}

// listed are the values that rows list, by dimension.
var listed = map[string][]string{
	"tier": {"free", "pro", "gold", "other"}, "channel": {"mail", "chat", "other"}, "language": {"de", "en", "other"},
	"vip": {"false", "true"},
}

// drawMatrix draws a table whose conditions, if any, are of a list.
func drawMatrix(t *rapid.T, conditions []string) routing.MatrixSpec {
	spec := routing.MatrixSpec{Hit: rapid.SampledFrom([]routing.Hit{"", routing.HitFirst, routing.HitUnique}).Draw(t, "hit")}
	spec.Dimensions = some([]string{"tier", "channel", "language", "vip"}).Draw(t, "dimensions")
	lists := rapid.IntRange(0, 4).Draw(t, "lists of four")
	rows := rapid.IntRange(1, 12).Draw(t, "rows")
	if rapid.IntRange(1, 20).Draw(t, "of twenty") == 20 {
		rows += 70 // more than a word of bits holds
	}
	for range rows {
		row := routing.RowSpec{Queue: rapid.SampledFrom([]string{"front", "back"}).Draw(t, "queue"), Is: map[string][]string{}}
		for _, field := range spec.Dimensions {
			values := some(listed[field]).Draw(t, field)
			if len(values) > 0 && rapid.IntRange(1, 4).Draw(t, "listed") <= lists {
				row.Is[field] = values
			}
		}
		if len(conditions) > 0 && rapid.IntRange(0, 2).Draw(t, "conditional") == 0 {
			row.When = rapid.SampledFrom(conditions).Draw(t, "when")
		}
		spec.Rows = append(spec.Rows, row)
	}
	return spec
}

// ticketValues are what a table may meet: declared values and others, numbers on, between and beyond the constants of
// conditions. Each field may be missing too.
var ticketValues = map[string][]any{
	"tier":     {"free", "pro", "gold", "other", "unheard", ""},
	"channel":  {"mail", "chat", "other", "fax", ""},
	"language": {"de", "en", "other", "", "fr"},
	"vip":      {true, false},
	"seats":    {-1.0, 0.0, 3.0, 5.0, 10.0, 11.0, -20.0, 3},
	"cost":     {0.0, 0.25, 0.5, 0.75, 1.0, 2.0},
	"tags":     {[]string{"outage"}, []string{"legal"}, []string{"outage", "legal"}, []string{"unheard"}, []string{}},
	"marks":    {[]string{"x"}, []string{"y", "x"}, []string{"de"}},
	"subject":  {"help", "", "a refund, please"},
}

// drawTicket draws the fields of a ticket.
func drawTicket(t *rapid.T) sla.Fields {
	f := sla.Fields{}
	for _, field := range slices.Sorted(maps.Keys(ticketValues)) {
		if v := rapid.SampledFrom(append(ticketValues[field], nil)).Draw(t, field); v != nil {
			f[field] = v
		}
	}
	return f
}

// naive is a table read word by word.
type naive struct {
	spec  routing.MatrixSpec
	terms *sla.Terms
	when  []*sla.Condition
}

func newNaive(t require.TestingT, spec routing.MatrixSpec) naive {
	n := naive{spec, matrixTerms, nil}
	for _, row := range spec.Rows {
		when, err := n.terms.Condition(row.When)
		require.NoError(t, err)
		n.when = append(n.when, when)
	}
	return n
}

// is says whether what a row lists fits a ticket.
func (n naive) is(row int, f sla.Fields) bool {
	for field, values := range n.spec.Rows[row].Is {
		v, declared := f[field], n.terms.Values(field)
		text, _ := v.(string)
		switch kind, _ := n.terms.Type(field); {
		case kind == sla.FlagField:
			text = fmt.Sprint(v == true)
		case !slices.Contains(declared, text):
			text = "other"
		}
		if !slices.Contains(values, text) {
			return false
		}
	}
	return true
}

func (n naive) fits(row int, f sla.Fields) bool {
	ok, err := n.when[row].Match(f)
	return n.is(row, f) && ok && err == nil
}

// row returns the first row that fits, or -1.
func (n naive) row(f sla.Fields) int {
	for i := range n.spec.Rows {
		if n.fits(i, f) {
			return i
		}
	}
	return -1
}

// bigSizes are the classes of six dimensions whose product is 1.27 million cells.
var bigSizes = []int{14, 12, 12, 10, 9, 7}

// bigTerms declares one dimension a size, named a to f.
var bigTerms, bigNames = func() (*sla.Terms, []string) {
	v, names := sla.Vocabulary{Fields: map[string]sla.Field{}}, []string{"a", "b", "c", "d", "e", "f"}
	for i, n := range bigSizes {
		v.Fields[names[i]] = sla.Field{Values: bigValues(n - 1)}
	}
	return compileTerms(v), names
}()

func bigValues(n int) (values []string) {
	for i := range n {
		values = append(values, fmt.Sprintf("value%02d", i))
	}
	return values
}

// bigTable returns 10,000 rows over six dimensions, each made by a function that returns the classes listed for a dimension, or
// none for any.
func bigTable(seed uint64, list func(r *rand.Rand, row, dimension, size int) []int) routing.MatrixSpec {
	r := rand.New(rand.NewPCG(seed, 5))
	spec := routing.MatrixSpec{Dimensions: bigNames}
	for row := range 10_000 {
		is := map[string][]string{}
		for d, size := range bigSizes {
			words := append(bigValues(size-1), "other")
			for _, class := range list(r, row, d, size) {
				is[bigNames[d]] = append(is[bigNames[d]], words[class])
			}
		}
		spec.Rows = append(spec.Rows, routing.RowSpec{Is: is, Queue: fmt.Sprintf("queue%d", row%50)})
	}
	return spec
}

// randomLists lists up to half of the values of a dimension, and any of every third.
func randomLists(r *rand.Rand, _, _, size int) []int {
	if r.IntN(3) == 0 {
		return nil
	}
	return r.Perm(size)[:1+r.IntN(size/2)]
}

// bigTicket draws a ticket of a big table.
func bigTicket(r *rand.Rand) sla.Fields {
	f := sla.Fields{}
	for d, size := range bigSizes {
		if class := r.IntN(size); class < size-1 {
			f[bigNames[d]] = fmt.Sprintf("value%02d", class)
		}
	}
	return f
}
