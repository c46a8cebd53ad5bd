package routing_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

func compileMatrix(t require.TestingT, spec routing.MatrixSpec) *routing.Matrix {
	m, err := routing.CompileMatrix(spec, matrixTerms)
	require.NoError(t, err)
	return m
}

// Law: the look-up finds the row that reading from top to bottom finds.
func TestLawMatrixRowIsTheFirstThatFits(t *testing.T) {
	conditions := append(append([]string{}, matrixConditions...), looseConditions...)
	rapid.Check(t, func(t *rapid.T) {
		spec := drawMatrix(t, conditions)
		m, n := compileMatrix(t, spec), newNaive(t, spec)
		for range 20 {
			f := drawTicket(t)
			row, ok, err := m.Row(f)
			require.NoError(t, err)
			require.Equal(t, n.row(f), row, "%v", f)
			require.Equal(t, row >= 0, ok)
		}
	})
}

// Law: a field of a wrong type counts as no declared value, a condition that reads it does not hold, and both are told.
func TestLawMatrixRowTellsWrongTypes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := drawMatrix(t, matrixConditions)
		m, n := compileMatrix(t, spec), newNaive(t, spec)
		f := drawTicket(t)
		field := rapid.SampledFrom([]string{"tier", "channel", "vip", "seats", "tags"}).Draw(t, "spoilt")
		f[field] = rapid.SampledFrom([]any{7, struct{}{}, []int{1}}).Draw(t, "value")
		if field == "seats" {
			f[field] = "seven"
		}
		row, _, err := m.Row(f)
		require.Equal(t, n.row(f), row)
		told := row < 0 && n.reads(field, f)
		for i := range max(0, row) {
			told = told || n.is(i, f) && n.when[i].Uses(field)
		}
		for _, d := range spec.Dimensions {
			told = told || d == field
		}
		if told {
			var problems calendar.Problems
			require.ErrorAs(t, err, &problems)
			require.Contains(t, err.Error(), field+": must be a ")
			return
		}
		require.NoError(t, err)
	})
}

// reads says whether a row that lists nothing against a ticket has a condition that reads a field.
func (n naive) reads(field string, f sla.Fields) bool {
	for i := range n.when {
		if n.is(i, f) && n.when[i].Uses(field) {
			return true
		}
	}
	return false
}

// The faults of a look-up are bounded, however many rows fail.
func TestMatrixRowTellsTenFaultsAtMost(t *testing.T) {
	spec := routing.MatrixSpec{}
	for range 50 {
		spec.Rows = append(spec.Rows, routing.RowSpec{When: "seats > 3", Queue: "front"})
	}
	row, ok, err := compileMatrix(t, spec).Row(sla.Fields{"seats": "many"})
	require.Equal(t, -1, row)
	require.False(t, ok)
	var problems calendar.Problems
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems, 10)
	require.Equal(t, `rows[0].when.seats: must be a number, not the text "many"`, problems[0].Error())
}

// A decision tells faults at the path at which the condition stands in the pack.
func TestDecisionTellsWhichRowCouldNotBeRead(t *testing.T) {
	terms, err := sla.Vocabulary{Fields: map[string]sla.Field{"seats": {Type: "number"}}}.Compile()
	require.NoError(t, err)
	r, err := routing.Compile(routing.Spec{
		Agents: []routing.AgentSpec{{ID: "ana"}}, Queues: []routing.QueueSpec{{Name: "large"}, {Name: "front", Agents: []string{"ana"}}},
		Matrix: &routing.MatrixSpec{Rows: []routing.RowSpec{{When: "seats > 3", Queue: "large"}, {Queue: "front"}}},
	}, terms, nil)
	require.NoError(t, err)
	d := r.Route(routing.Request{Ticket: "T-1", Fields: sla.Fields{"seats": "many"}}, nil)
	require.Equal(t, "ana", d.Agent)
	require.Equal(t, "matrix.rows[1]", d.Row)
	require.Equal(t, `matrix.rows[0].when.seats: must be a number, not the text "many"`, d.Fault)
}

// Each spec has one fault, or a few of one kind, which is told at its path.
func TestCompileMatrixTellsEveryFault(t *testing.T) {
	type is = map[string][]string
	table := func(dimensions []string, rows ...routing.RowSpec) routing.MatrixSpec {
		return routing.MatrixSpec{Dimensions: dimensions, Rows: rows}
	}
	any, tier := routing.RowSpec{}, []string{"tier"}
	for want, spec := range map[string]routing.MatrixSpec{
		`rows: missing; write at least one row`:                                            {},
		`hit: unknown hit policy "frist"; did you mean "first"?`:                           {Hit: "frist", Rows: []routing.RowSpec{any}},
		`dimensions[0]: unknown field "teir"; did you mean "tier"?`:                        table([]string{"teir"}, any),
		`dimensions[1]: "tier" stands here already; remove one`:                            table([]string{"tier", "tier"}, any),
		`dimensions[0]: "subject" may hold any text; declare its values in the vocabulary`: table([]string{"subject"}, any),
		`rows[1].name: "a" stands at rows[0] already; give one of them another name`: table(nil,
			routing.RowSpec{Name: "a"}, routing.RowSpec{Name: "a"}),
		`rows[0].is.seats: "seats" is a number, which has no values to list; ask for it in when`: table([]string{"seats"},
			routing.RowSpec{Is: is{"seats": {"3"}}}),
		`rows[0].is.channel: "channel" is no dimension; add it to dimensions or ask for it in when`: table(tier,
			routing.RowSpec{Is: is{"channel": {"chat"}}}),
		`rows[0].is.teir: unknown dimension "teir"; did you mean "tier"?`: table(tier, routing.RowSpec{Is: is{"teir": {"gold"}}}),
		`rows[0].is.tier: is empty, so that nothing would fit; list values or remove the key`: table(tier,
			routing.RowSpec{Is: is{"tier": {}}}),
		"rows[0].is.tier[0]: unknown value of tier \"golds\"; did you mean \"gold\"?\n" +
			`rows[0].is.tier[2]: "pro" stands here already; remove one`: table(tier,
			routing.RowSpec{Is: is{"tier": {"golds", "pro", "pro"}}}),
		`rows[0].is.vip[0]: unknown value of vip "yes"; write one of false, true`: table([]string{"vip"},
			routing.RowSpec{Is: is{"vip": {"yes"}}}),
		`rows[0].when: 1:1: unknown field "seat"; did you mean "seats"?`: table(nil, routing.RowSpec{When: "seat > 3"}),
		"rows[0].weight: must be more than zero, not -1; remove it for the weight of the channel\n" +
			"rows[0].skills[1].level: must be 1 to 5, not 6\n" +
			`rows[0].skills[1].relax: must be more than zero, not -1ns`: table(nil,
			routing.RowSpec{Weight: -1, Skills: []routing.NeedSpec{{Skill: "a"}, {Skill: "b", Level: 6, Relax: -1}}}),
	} {
		m, err := routing.CompileMatrix(spec, matrixTerms)
		require.EqualError(t, err, want)
		require.Nil(t, m)
	}
}

// No more dimensions than a look-up has room for.
func TestCompileMatrixBoundsDimensions(t *testing.T) {
	v, spec := sla.Vocabulary{Fields: map[string]sla.Field{}}, routing.MatrixSpec{Rows: []routing.RowSpec{{}}}
	for _, r := range "abcdefghijklmnopq" {
		v.Fields[string(r)] = sla.Field{Type: sla.FlagField}
		spec.Dimensions = append(spec.Dimensions, string(r))
	}
	_, err := routing.CompileMatrix(spec, compileTerms(v))
	require.EqualError(t, err, `dimensions[16]: is one too many; the most is 16: ask for "q" in conditions`)
}

func TestMatrixReadsAsDocument(t *testing.T) {
	const text = `{"dimensions":["tier"],"hit":"unique","rows":[{"name":"gold","is":{"tier":["gold"]},"when":"seats > 3","queue":"vip",` +
		`"skills":[{"skill":"legal","level":3,"preferred":true,"relax":"2h"}],"weight":2,"priority":1,"overflow":"sun"},{"queue":"front"}]}`
	var spec routing.MatrixSpec
	require.NoError(t, json.Unmarshal([]byte(text), &spec))
	back, err := json.Marshal(spec)
	require.NoError(t, err)
	require.JSONEq(t, text, string(back))
	require.Equal(t, spec.Rows, compileMatrix(t, spec).Rows())
}

// No terms are the built-in fields, which have no declared values.
func TestMatrixWithoutTermsReadsBuiltInFields(t *testing.T) {
	m, err := routing.CompileMatrix(routing.MatrixSpec{Rows: []routing.RowSpec{{When: `tier == "gold"`}}}, nil)
	require.NoError(t, err)
	row, ok, err := m.Row(sla.Fields{"tier": "gold"})
	require.NoError(t, err)
	require.True(t, ok)
	require.Zero(t, row)
}

// What fits into a shift is told by the ticket, or else by its row, or else by its queue.
func TestExpectedWorkFitsIntoTheShift(t *testing.T) {
	early := calendar.MustParse("UTC mon-fri 06:00-10:00")
	terms, err := sla.Vocabulary{Fields: map[string]sla.Field{"seats": {Type: "number"}}}.Compile()
	require.NoError(t, err)
	r, err := routing.Compile(routing.Spec{
		Agents: []routing.AgentSpec{{ID: "ana", Hours: "early"}},
		Queues: []routing.QueueSpec{{Name: "front", Agents: []string{"ana"}, Expect: sla.Duration(time.Hour)}},
		Matrix: &routing.MatrixSpec{Rows: []routing.RowSpec{
			{When: "seats > 3", Queue: "front", Expect: sla.Duration(3 * time.Hour)}, {Queue: "front"},
		}},
		Strategy: routing.StrategySpec{Fit: true},
	}, terms, map[string]calendar.Calendar{"early": early})
	require.NoError(t, err)
	for _, c := range []struct {
		at            string
		seats, expect int
		agent         string
	}{
		{"06:00", 9, 0, "ana"}, {"08:00", 9, 0, ""}, {"09:00", 1, 0, "ana"}, {"09:01", 1, 0, ""}, {"09:00", 1, 2, ""}, {"08:00", 9, 2, "ana"},
	} {
		now, err := time.Parse(time.DateTime, "2026-03-09 "+c.at+":00")
		require.NoError(t, err)
		d := r.Route(routing.Request{
			Ticket: "T-1", Fields: sla.Fields{"seats": c.seats}, Now: sla.At(now), Expect: sla.Duration(c.expect) * sla.Duration(time.Hour),
		}, nil)
		require.Equal(t, c.agent, d.Agent, "%v", c)
	}
}

// Of four places a quarter is one, of eight it is two: when the shift of a busy colleague ends, or a leave begins, or the shift is too
// short for the work by then, less is kept for urgent tickets.
func TestLessIsKeptWhenSomebodyGoes(t *testing.T) {
	now := time.Date(2026, 3, 9, 7, 0, 0, 0, time.UTC)
	leave := []routing.LeaveSpec{{From: "2026-03-10", Until: "2026-03-11"}}
	for _, c := range []struct {
		ana    routing.AgentSpec
		expect time.Duration
		goes   time.Time
	}{
		{routing.AgentSpec{Hours: "early"}, 0, time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)},
		{routing.AgentSpec{Hours: "early"}, time.Hour, time.Date(2026, 3, 9, 9, 0, 0, 1, time.UTC)},
		{routing.AgentSpec{Leave: leave}, 0, time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)},
		{routing.AgentSpec{Leave: leave}, time.Hour, time.Date(2026, 3, 9, 23, 0, 0, 1, time.UTC)},
	} {
		c.ana.ID, c.ana.Capacity = "ana", 4
		r, err := routing.Compile(routing.Spec{
			Agents:   []routing.AgentSpec{c.ana, {ID: "ben", Capacity: 4}},
			Queues:   []routing.QueueSpec{{Name: "front", Agents: []string{"ana", "ben"}, Expect: sla.Duration(c.expect)}},
			Strategy: routing.StrategySpec{Fit: true, Reserve: routing.ReserveSpec{Share: "25%", Priority: 2}},
		}, nil, map[string]calendar.Calendar{"early": calendar.MustParse("UTC mon-fri 06:00-10:00")})
		require.NoError(t, err)
		roster := routing.Roster{"ana": {Load: 4}, "ben": {Load: 2}}
		d := r.Route(routing.Request{Ticket: "T-1", Now: sla.At(now)}, roster)
		require.Equal(t, routing.ForReserve, d.Wait)
		require.Equal(t, sla.At(c.goes), d.Wake)
		require.Empty(t, r.Route(routing.Request{Ticket: "T-1", Now: d.Wake - 1}, roster).Agent)
		require.Equal(t, "ben", r.Route(routing.Request{Ticket: "T-1", Now: d.Wake}, roster).Agent)
	}
}
