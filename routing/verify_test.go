package routing_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

type is = map[string][]string

func prove(t *testing.T, spec routing.MatrixSpec) routing.Proof {
	return compileMatrix(t, spec).Verify()
}

// What cannot be worked out is said where something rests on it, and only there.
func TestProofSaysWhatRestsOnConditions(t *testing.T) {
	p := prove(t, routing.MatrixSpec{Dimensions: []string{"tier"}, Rows: []routing.RowSpec{
		{Is: is{"tier": {"gold"}}, Queue: "vip"},
		{Name: "refunds", When: `subject contains "refund"`, Queue: "billing"},
		{Is: is{"tier": {"gold", "pro"}}, When: `len(tags) > 2`, Queue: "front"},
		{Is: is{"tier": {"gold"}}, When: `seats + cost > 3`, Queue: "front"},
		{Is: is{"tier": {"free"}}, Queue: "front"},
	}})
	require.Equal(t, `of 4 cells, 2 may fall through, and rest on conditions that could not be worked out
  tier pro (1 cell), such as {tier: "pro"}, unless the condition holds of refunds (rows[1]) and rows[2]
  tier other (1 cell), such as {}, unless the condition holds of refunds (rows[1])
1 row is never reached:
  rows[3]: rows[0] takes all its tickets, such as {tier: "gold"} where its condition holds
4 pairs of rows may fit one ticket and differ, so that the first row decides:
  rows[0] and refunds (rows[1]): such as {tier: "gold"}
  rows[0] and rows[2]: such as {tier: "gold"}
  refunds (rows[1]) and rows[2]: such as {tier: "pro"}
  refunds (rows[1]) and rows[4]: such as {tier: "free"}
3 conditions could not be worked out and were taken as ones that may hold or not: refunds (rows[1]), rows[2] and rows[3]
`, p.String())
	require.False(t, p.Complete || p.Sound())
	require.EqualValues(t, 2, p.Unsure)
}

// A condition that reads texts with declared values in any way is worked out for each of them; only a value that is not declared
// stays open.
func TestProofWorksOutConditionsOnDeclaredValues(t *testing.T) {
	p := prove(t, routing.MatrixSpec{Dimensions: []string{"tier"}, Rows: []routing.RowSpec{
		{When: `tier startsWith "g"`, Queue: "vip"},
		{Is: is{"tier": {"gold"}}, Queue: "front"},
		{Is: is{"tier": {"free", "pro"}}, Queue: "front"},
	}})
	require.Equal(t, `of 5 cells, 1 falls through; 1 may fall through, and rests on conditions that could not be worked out
  tier missing (1 cell), such as {}
  tier other (1 cell), such as {tier: "other"}, unless the condition holds of rows[0]
1 row is never reached:
  rows[1]: rows[0] takes all its tickets, such as {tier: "gold"}
1 condition could not be worked out and was taken as one that may hold or not: rows[0]
`, p.String())
}

// Under unique each pair counts, and there are no exceptions.
func TestProofOfUniqueRefusesEveryOverlap(t *testing.T) {
	rows := []routing.RowSpec{{Name: "a", Is: is{"vip": {"true"}}, Queue: "front"}, {Name: "b", Queue: "front"}}
	p := prove(t, routing.MatrixSpec{Dimensions: []string{"vip"}, Hit: routing.HitUnique, Rows: rows})
	require.Equal(t, `every ticket finds a row: 2 rows, 2 cells
1 pair of rows fits one ticket, where only one row may:
  a (rows[0]) and b (rows[1]): such as {vip: true}
`, p.String())
	require.True(t, p.Complete)
	require.False(t, p.Sound())
	first := prove(t, routing.MatrixSpec{Dimensions: []string{"vip"}, Rows: rows})
	require.True(t, first.Sound())
	require.Empty(t, first.Overlaps)
	rows[1].Queue = "back"
	first = prove(t, routing.MatrixSpec{Dimensions: []string{"vip"}, Rows: rows})
	require.Equal(t, "every ticket finds a row: 2 rows, 2 cells\n1 pair is an exception before a broader row\n", first.String())
	require.True(t, first.Sound())
}

// Each part of an outcome counts, skills in any order.
func TestProofTellsOutcomesApart(t *testing.T) {
	base := routing.RowSpec{Queue: "front", Skills: []routing.NeedSpec{{Skill: "a"}, {Skill: "b", Level: 2}}}
	for i, other := range []routing.RowSpec{
		{Queue: "front", Skills: []routing.NeedSpec{{Skill: "b", Level: 2}, {Skill: "a", Level: 1}}},
		{Queue: "back", Skills: base.Skills},
		{Queue: "front", Skills: base.Skills, Weight: 2},
		{Queue: "front", Skills: base.Skills, Expect: 1},
		{Queue: "front", Skills: base.Skills, Priority: 1},
		{Queue: "front", Skills: base.Skills, Overflow: "sun"},
		{Queue: "front", Skills: base.Skills[:1]},
		{Queue: "front", Skills: []routing.NeedSpec{{Skill: "a"}, {Skill: "b", Level: 2, Preferred: true}}},
		{Queue: "front", Skills: []routing.NeedSpec{{Skill: "a"}, {Skill: "b", Level: 2, Relax: 1}}},
	} {
		first, second := base, other
		first.When, second.When = "seats > 3", "cost > 3"
		require.Equal(t, min(i, 1), prove(t, routing.MatrixSpec{Rows: []routing.RowSpec{first, second}}).Crossing, "%d", i)
	}
}

// What is listed is bounded, and how much is not listed is said.
func TestProofBoundsItsLists(t *testing.T) {
	spec := routing.MatrixSpec{Dimensions: bigNames}
	for i := range 300 {
		is := map[string][]string{}
		for d, size := range bigSizes {
			is[bigNames[d]] = append(bigValues(size-1), "other")[i%size : i%size+1]
		}
		spec.Rows = append(spec.Rows, routing.RowSpec{Is: is, Queue: fmt.Sprint(i)})
		spec.Rows = append(spec.Rows, routing.RowSpec{When: `a startsWith "x" and b startsWith "y"`, Queue: fmt.Sprint("x", i)})
	}
	m, err := routing.CompileMatrix(spec, bigTerms)
	require.NoError(t, err)
	p := m.Verify()
	require.Len(t, p.Gaps, 100)
	require.Positive(t, p.MoreGaps)
	require.Len(t, p.Overlaps, 100)
	require.Greater(t, p.Uncertain, 100)
	require.Less(t, len(p.String()), 20_000)
	require.Contains(t, p.String(), fmt.Sprintf("  and %d more\n", p.MoreGaps+80))
}

// A table too tangled to go through is said to be so: never complete, and hidden only what one row hides.
func TestProofGivesUpOnATangle(t *testing.T) {
	v, spec := sla.Vocabulary{Fields: map[string]sla.Field{}}, routing.MatrixSpec{}
	for i := range 60 {
		v.Fields[fmt.Sprintf("f%02d", i)] = sla.Field{Type: sla.FlagField}
	}
	for i := range 900 {
		spec.Rows = append(spec.Rows, routing.RowSpec{Queue: "front", When: fmt.Sprintf(
			"f%02d == %t and f%02d == %t and f%02d == %t", i*7%60, i%2 == 0, (i*11+3)%60, i%3 == 0, (i*13+i/60)%60, i%5 == 0)})
	}
	spec.Rows = append(spec.Rows, spec.Rows[0])
	m, err := routing.CompileMatrix(spec, compileTerms(v))
	require.NoError(t, err)
	p := m.Verify()
	require.True(t, p.Unfinished)
	require.False(t, p.Complete)
	require.Contains(t, p.String(), "not known: the table is too tangled to go through all of 1152921504606846976 cells")
	last := p.Hidden[len(p.Hidden)-1]
	require.Equal(t, "rows[900]: rows[0] takes all its tickets", last.String()[:40])
}

// The proof is plain data that reads back.
func TestProofReadsBackFromJSON(t *testing.T) {
	p := prove(t, routing.MatrixSpec{Dimensions: []string{"tier"}, Rows: []routing.RowSpec{
		{Name: "gold", Is: is{"tier": {"gold"}}, Queue: "vip"},
		{Is: is{"tier": {"gold"}}, Queue: "front"},
		{Is: is{"tier": {"pro"}}, Queue: "front"},
	}})
	data, err := json.Marshal(p)
	require.NoError(t, err)
	require.JSONEq(t, `{"of":"row","hit":"first","rows":3,"cells":4,"complete":false,"missed":2,
		"gaps":[{"ticket":{"tier":"free"},"where":[{"field":"tier","values":["free","other"]}],"cells":2}],
		"hidden":[{"path":"rows[1]","row":1,"ticket":{"tier":"gold"},"by":[{"path":"rows[0]","row":0,"name":"gold"}]}]}`, string(data))
	var back routing.Proof
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, p, back)
}

// FuzzVerify reads a vocabulary and a table: it never panics, tells the same twice, and what it says holds for its examples.
func FuzzVerify(f *testing.F) {
	f.Add(`{"fields":{"tier":{"values":["a","b"]},"n":{"type":"number"}}}`,
		`{"dimensions":["tier"],"rows":[{"is":{"tier":["a"]},"when":"n > 3","queue":"q"},{"when":"\"x\" in tags or id contains \"y\""}]}`)
	f.Add(`{"fields":{"tier":{"values":["other","b"]},"v":{"type":"flag"}}}`,
		`{"dimensions":["tier","v","tags"],"hit":"unique","rows":[{"is":{"tier":["other"],"v":["true"]}},{"when":"tier == \"other\" or tier == \"\""}]}`)
	f.Add(`{"fields":{"n":{"type":"number"}}}`, `{"rows":[{"when":"n < 1e308 and n > -1e308"},{"when":"n == 0.1 or n == -0"}]}`)
	f.Fuzz(func(t *testing.T, vocabulary, table string) {
		var v sla.Vocabulary
		var spec routing.MatrixSpec
		if json.Unmarshal([]byte(vocabulary), &v) != nil || json.Unmarshal([]byte(table), &spec) != nil {
			return
		}
		terms, err := v.Compile()
		if err != nil || len(spec.Rows) > 100 {
			return
		}
		m, err := routing.CompileMatrix(spec, terms)
		if err != nil {
			require.Nil(t, m)
			return
		}
		p := m.Verify()
		require.Equal(t, p.String(), m.Verify().String())
		for _, g := range p.Gaps {
			_, ok, err := m.Row(g.Ticket)
			require.NoError(t, err)
			require.True(t, !ok || len(g.Unless) > 0, "%s", g)
		}
		for _, h := range p.Hidden {
			row, ok, _ := m.Row(h.Ticket)
			require.True(t, h.Ticket == nil || ok && row < h.Row, "%s", h)
		}
		require.Equal(t, p.Complete, p.Missed == 0 && !p.Unfinished)
	})
}

// Every hidden row of a table whose rows are hard to sort out comes with the rows that hide it, however many those are.
func TestEveryHiddenRowIsExplained(t *testing.T) {
	hard := adversaries[len(adversaries)-1]
	rough := 0
	for _, h := range bigMatrix(t, bigTable(3, hard.list)).Verify().Hidden {
		if len(h.By) == 0 || h.More > 0 {
			require.Fail(t, h.String(), hard.name)
		}
		if h.Rough {
			rough++
		}
	}
	require.Positive(t, rough, hard.name)
}
