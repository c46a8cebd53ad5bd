package sla

import (
	"fmt"
	"math"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
)

var deskTerms = func() *Terms {
	t, err := deskVocabulary.Compile()
	if err != nil {
		panic(err)
	}
	return t
}()

func mustCondition(t require.TestingT, source string) *Condition {
	c, err := deskTerms.Condition(source)
	require.NoError(t, err, "%s", source)
	return c
}

// Law: a condition holds where its meaning, written down a second time, holds.
func TestConditionMeansWhatItSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := conditionModel().Draw(t, "condition")
		c := mustCondition(t, m.source)
		for _, f := range rapid.SliceOfN(ticketFields(), 1, 6).Draw(t, "tickets") {
			got, err := c.Match(f)
			require.NoError(t, err)
			require.Equal(t, m.eval(f), got, "%s\n%v", m.source, f)
		}
	})
}

// Law: a ticket that the vocabulary lets through gives no condition an error, and reading it once changes no answer.
func TestEnvAgreesWithMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := mustCondition(t, conditionModel().Draw(t, "condition").source)
		for _, f := range rapid.SliceOfN(ticketFields(), 2, 8).Draw(t, "tickets") {
			require.NoError(t, deskTerms.Check(f))
			env, err := deskTerms.Env(f)
			require.NoError(t, err)
			for range 2 {
				a, errA := c.Match(f)
				b, errB := c.MatchEnv(env)
				require.NoError(t, errA)
				require.NoError(t, errB)
				require.Equal(t, a, b)
			}
		}
	})
}

// Law: a run leaves nothing for the next: answers do not depend on the tickets before.
func TestConditionForgetsTickets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := conditionModel().Draw(t, "condition")
		c := mustCondition(t, m.source)
		env, err := deskTerms.Env(nil)
		require.NoError(t, err)
		for _, f := range rapid.SliceOfN(ticketFields(), 2, 5).Draw(t, "tickets") {
			got, err := c.Match(f)
			require.NoError(t, err)
			require.Equal(t, m.eval(f), got)
			require.NoError(t, env.Read(f))
			got, err = c.MatchEnv(env)
			require.NoError(t, err)
			require.Equal(t, m.eval(f), got)
		}
	})
}

// Law: a missing field reads as the zero of its type, and so does nil.
func TestMissingFieldReadsAsZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := mustCondition(t, conditionModel().Draw(t, "condition").source)
		for _, f := range rapid.SliceOfN(ticketFields(), 2, 8).Draw(t, "tickets") {
			zero, null := Fields{}, Fields{}
			for _, name := range deskTerms.names {
				zero[name], null[name] = deskTerms.terms[name].zero, f[name]
				if v, ok := f[name]; ok {
					zero[name] = v
				}
			}
			want, _ := c.Match(f)
			for _, g := range []Fields{zero, null} {
				got, err := c.Match(g)
				require.NoError(t, err)
				require.Equal(t, want, got)
			}
		}
	})
}

// Law: a field that the condition does not use does not matter, whatever it holds.
func TestUnusedFieldsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, f := conditionModel().Draw(t, "condition"), ticketFields().Draw(t, "fields")
		c, g := mustCondition(t, m.source), Fields{}
		for _, name := range deskTerms.names {
			if v, ok := f[name]; ok && c.Uses(name) {
				g[name] = v
			} else if !c.Uses(name) {
				g[name] = struct{}{}
			}
		}
		want, _ := c.Match(f)
		got, err := c.Match(g)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

// Law: where a field is compared with constants alone, two values that lie alike to all of them lie alike to the condition.
func TestConstantsTellAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, f := conditionModel().Draw(t, "condition"), ticketFields().Draw(t, "fields")
		c := mustCondition(t, m.source)
		for _, name := range c.Fields() {
			if constants, exact := c.Constants(name); exact {
				checkConstants(t, c, f, name, constants)
			}
		}
	})
}

// checkConstants checks that the condition answers alike for any two values of a field that lie alike to the constants.
func checkConstants(t *rapid.T, c *Condition, f Fields, name string, constants []any) {
	var values []any
	var answers []bool
	for range 6 {
		v := fieldValue(t, name)
		f[name] = v
		got, err := c.Match(f)
		require.NoError(t, err)
		for i, w := range values {
			if alike(v, w, constants) {
				require.Equal(t, answers[i], got, "%s: %v and %v beside %v", c.Source(), w, v, constants)
			}
		}
		values, answers = append(values, v), append(answers, got)
	}
}

// alike reports whether each constant lies to a as it lies to b.
func alike(a, b any, constants []any) bool {
	for _, c := range constants {
		if lie(a, c) != lie(b, c) {
			return false
		}
	}
	return true
}

// lie says how v lies to a constant: before, on or after it; for a list, whether it holds it.
func lie(v, constant any) int {
	switch v := v.(type) {
	case float64:
		c := constant.(float64)
		return map[bool]int{v < c: -1, v > c: 1}[true]
	case []string:
		n := 0
		for _, s := range v {
			if s == constant {
				n = 1
			}
		}
		return n
	}
	return map[bool]int{v == constant: 1}[true]
}

// Law: a text outside the declared values is refused wherever it is compared with the field, and one inside never is.
func TestDeclaredValuesHold(t *testing.T) {
	forms := []string{"%[1]s == %[2]s", "%[2]s == %[1]s", "%[1]s != %[2]s", "%[2]s != %[1]s", "%[1]s in [%[2]s]", "%[1]s not in [%[3]s, %[2]s]"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"priority", "tier", "tags"}).Draw(t, "field")
		d := deskTerms.terms[name]
		word := rapid.OneOf(rapid.SampledFrom(d.values), anyText()).Draw(t, "word")
		form := rapid.SampledFrom(forms).Draw(t, "form")
		if name == "tags" {
			form = rapid.SampledFrom([]string{"%[2]s in %[1]s", "%[2]s not in %[1]s"}).Draw(t, "form")
		}
		source := fmt.Sprintf(form, name, strconv.Quote(word), strconv.Quote(d.values[0]))
		_, err := deskTerms.Condition(source)
		if d.known[word] {
			require.NoError(t, err, "%s", source)
			return
		}
		require.ErrorContains(t, err, fmt.Sprintf("unknown %s %q", name, word))
	})
}

// Law: a whole number reads the same from each type that holds it.
func TestNumbersOfEachType(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 127).Draw(t, "n")
		c := mustCondition(t, fmt.Sprintf("seats == %d and %d <= seats and seats in [%d]", n, n, n))
		for _, v := range []any{
			float64(n), float32(n), n, int8(n), int16(n), int32(n), int64(n), uint(n), uint8(n), uint16(n), uint32(n), uint64(n),
		} {
			got, err := c.Match(Fields{"seats": v})
			require.NoError(t, err)
			require.True(t, got, "%T", v)
		}
	})
}

func TestConditionTable(t *testing.T) {
	for _, row := range []struct {
		source string
		fields Fields
		want   bool
	}{
		{"", nil, true},
		{" \t\n", nil, true},
		{"true", nil, true},
		{"false", nil, false},
		{"not trial", nil, true},
		{"seats == 0", nil, true},
		{"len(watchers) == 0", Fields{"watchers": nil}, true},
		{`tier == ""`, nil, true},
		{`tier == ""`, Fields{"tier": "gold"}, false},
		{`tier in ["", "gold"]`, nil, true},
		{`tier == "gold" // the best`, Fields{"tier": "gold"}, true},
		{"tier == 'gold' /* or */ and\n\ttrial", Fields{"tier": "gold", "trial": true}, true},
		{"subject == `a\"b`", Fields{"subject": `a"b`}, true},
		{`subject == "\u00fc"`, Fields{"subject": "ü"}, true},
		{`"(((((((((((((((((((((((((((((((((((((((((" == subject`, nil, false},
		{`"vip" in tags`, Fields{"tags": []any{"outage", "vip"}}, true},
		{`assignee in watchers`, Fields{"assignee": "ann", "watchers": []string{"bob", "ann"}}, true},
		{`assignee in watchers`, nil, false},
		{`assignee == team`, nil, true},
		{`len(subject) == 2`, Fields{"subject": "üß"}, true},
		{`len(watchers) + len(tags) == 3`, Fields{"watchers": []string{"a", "b"}, "tags": []string{"vip"}}, true},
		{`seats / 4 == 2.5`, Fields{"seats": 10.0}, true},
		{`seats / -4 == -2.5`, Fields{"seats": 10.0}, true},
		{`1 < seats < 5 < age`, Fields{"seats": 3, "age": 6}, true},
		{`1 < seats < 5 < age`, Fields{"seats": 3, "age": 5}, false},
		{`9007199254740991 * 9007199254740991 > 0`, nil, true}, // integers would wrap around
		{`1e308 * 10 > seats`, nil, true},
		{`seats == 0x10 or seats == 1_000`, Fields{"seats": 1000}, true},
		{`seats in [-1, +2, 3.5]`, Fields{"seats": -1}, true},
		{`seats not in [-1, +2, 3.5]`, Fields{"seats": 3.5}, false},
		{`count > 1`, Fields{"count": 2}, true},
		{`tenant == "t1" and id startsWith "INC"`, Fields{"tenant": "t1", "id": "INC-7"}, true},
	} {
		got, err := mustCondition(t, row.source).Match(row.fields)
		require.NoError(t, err, "%s", row.source)
		require.Equal(t, row.want, got, "%s", row.source)
	}
}

// A fault while a condition runs is no match and an error.
func TestConditionRunErrors(t *testing.T) {
	c := mustCondition(t, `tier == "gold" or seats > 3`)
	for _, row := range []struct {
		fields Fields
		want   string
	}{
		{Fields{"tier": 3}, "tier: must be a text, not the number 3"},
		{Fields{"tier": "gold", "seats": "3"}, `seats: must be a number, not the text "3"`},
		{Fields{"tier": "gold", "seats": math.NaN()}, "seats: must be a finite number, not NaN"},
		{Fields{"tier": "gold", "seats": math.Inf(-1)}, "seats: must be a finite number, not -Inf"},
		{Fields{"tier": "gold", "seats": int64(1) << 53}, "seats: 9007199254740992 has more than 53 bits, so that a number would round it; make the field a text"},
	} {
		got, err := c.Match(row.fields)
		require.EqualError(t, err, row.want)
		require.False(t, got)
		var problem calendar.Problem
		require.ErrorAs(t, err, &problem)
	}
}

// A fault inside the library is an error at its place, and the next run is whole again.
func TestConditionRecovers(t *testing.T) {
	c := mustCondition(t, "trial and\n subject == \"a\"")
	m := c.newMachine().(*conditionMachine)
	got, err := c.run(m, map[string]any{"trial": true, "subject": nil})
	require.False(t, got)
	var at *ConditionError
	require.ErrorAs(t, err, &at)
	require.Equal(t, 2, at.Line)
	require.Equal(t, 10, at.Column)
	got, err = c.run(m, map[string]any{"trial": true, "subject": "a"})
	require.NoError(t, err)
	require.True(t, got)
}

func TestEnvRefuses(t *testing.T) {
	_, err := deskTerms.Env(Fields{"trial": "yes", "seats": true, "tags": []any{"vip", 3}, "unheard": 1})
	require.EqualError(t, err, "seats: must be a number, not the flag true\n"+
		"tags[1]: must be a text, not the number 3\n"+
		"trial: must be a flag, not the text \"yes\"")

	other, err := Vocabulary{}.Compile()
	require.NoError(t, err)
	env, err := other.Env(nil)
	require.NoError(t, err)
	_, err = mustCondition(t, "trial").MatchEnv(env)
	require.ErrorIs(t, err, ErrOtherVocabulary)

	env, err = deskTerms.Env(Fields{"trial": true})
	require.NoError(t, err)
	fault := env.Read(Fields{"trial": 1})
	require.EqualError(t, fault, "trial: must be a flag, not the number 1")
	for _, source := range []string{"trial", "seats == 0"} {
		got, err := mustCondition(t, source).MatchEnv(env)
		require.False(t, got)
		require.Equal(t, fault, err)
	}
	require.NoError(t, env.Read(Fields{"seats": 1}))
	got, err := mustCondition(t, "seats == 1 and not trial").MatchEnv(env)
	require.NoError(t, err)
	require.True(t, got)
}

func TestConditionSurface(t *testing.T) {
	source := `seats > 3 and seats <= 3 and seats != -1 and tier in ["gold", "pro"] and "vip" in tags and trial and age < seats`
	c := mustCondition(t, source)
	require.Equal(t, source, c.Source())
	require.Equal(t, []string{"seats", "tier", "tags", "trial", "age"}, c.Fields())
	require.True(t, c.Uses("tags"))
	require.False(t, c.Uses("subject"))

	for field, want := range map[string][]any{
		"tier": {"gold", "pro"}, "tags": {"vip"}, "trial": {false, true}, "subject": nil,
	} {
		got, exact := c.Constants(field)
		require.Equal(t, want, got, field)
		require.True(t, exact, field)
	}
	got, exact := c.Constants("seats")
	require.Equal(t, []any{3.0, -1.0}, got)
	require.False(t, exact, "seats is compared with age too")
	for _, loose := range []string{
		`lower(tier) == "gold"`, `tier contains "gol"`, `tier == team`, `tier in watchers`, `len(tier) > 2`,
		`"go" startsWith tier`, `trim(tier) in ["gold"]`,
	} {
		_, exact := mustCondition(t, loose).Constants("tier")
		require.False(t, exact, loose)
	}
}

// Many goroutines share one condition and one Env.
func TestConditionIsShared(t *testing.T) {
	c := mustCondition(t, `tier == "gold" and "vip" in tags and seats * 2 > 3`)
	env, err := deskTerms.Env(Fields{"tier": "gold", "tags": []string{"vip"}, "seats": 2.0})
	require.NoError(t, err)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			f := Fields{"tier": "gold", "tags": []string{"outage", "vip"}, "seats": float64(i)}
			for range 200 {
				got, err := c.Match(f)
				if err != nil || got != (i > 1) {
					t.Errorf("seats %d: %v, %v", i, got, err)
				}
				if got, err := c.MatchEnv(env); err != nil || !got {
					t.Errorf("shared ticket: %v, %v", got, err)
				}
			}
		})
	}
	all.Wait()
}
