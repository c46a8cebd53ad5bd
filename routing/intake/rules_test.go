package intake

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
)

func rulesOf(t testing.TB, rules ...RuleSpec) *Rules {
	t.Helper()
	rs, err := Compile(RulesSpec{rules})
	require.NoError(t, err)
	return rs
}

func read(t tb, c Classifier, m Message) Reading {
	t.Helper()
	r, err := c.Classify(context.Background(), m)
	require.NoError(t, err)
	return r
}

func TestRulesFind(t *testing.T) {
	one := func(words ...string) RuleSpec {
		r := RuleSpec{Name: "r", Type: "hit", Words: map[string]float64{}}
		for _, w := range words {
			r.Words[w] = 1
		}
		return r
	}
	sent := func(senders ...string) RuleSpec {
		r := RuleSpec{Name: "r", Type: "hit", Senders: map[string]float64{}}
		for _, s := range senders {
			r.Senders[s] = 1
		}
		return r
	}
	for _, c := range []struct {
		name string
		rule RuleSpec
		m    Message
		hit  bool
	}{
		{"a word", one("refund"), Message{Text: "A REFUND, please"}, true},
		{"in the subject", one("refund"), Message{Subject: "Refund", Text: "please"}, true},
		{"not within a word", one("fund"), Message{Text: "refund funds"}, false},
		{"a later place", one("fund"), Message{Text: "funds fund"}, true},
		{"a beginning", one("refund*"), Message{Text: "no refunds"}, true},
		{"a whole beginning", one("refund*"), Message{Text: "refund"}, true},
		{"not a beginning", one("refund*"), Message{Text: "unrefunded"}, false},
		{"a phrase", one("charged twice"), Message{Text: "I was charged, twice."}, true},
		{"a phrase not in order", one("charged twice"), Message{Text: "twice charged"}, false},
		{"an open phrase", one("can't log*"), Message{Text: "I can’t logging"}, true},
		{"over the lines", one("card lost"), Message{Subject: "card", Text: "lost"}, true},
		{"other letters", one("支払い"), Message{Text: "支払い?"}, true},
		{"a pattern", RuleSpec{Name: "r", Type: "hit", Patterns: []PatternSpec{{Match: `INV-\d+`}}}, Message{Text: "see INV-77"}, true},
		{"a pattern in another case", RuleSpec{Name: "r", Type: "hit", Patterns: []PatternSpec{{Match: `INV-\d+`}}}, Message{Text: "see inv-77"}, false},
		{"a domain", sent("bank.example"), Message{Sender: "Ana@Bank.example"}, true},
		{"a lower domain", sent("bank.example"), Message{Sender: "Ana <ana@mail.bank.example>"}, true},
		{"another domain", sent("bank.example"), Message{Sender: "ana@notbank.example"}, false},
		{"an address", sent("ana@bank.example"), Message{Sender: "ana@bank.example"}, true},
		{"another address", sent("ana@bank.example"), Message{Sender: "bea@bank.example"}, false},
		{"no sender", sent("bank.example"), Message{Text: "bank.example"}, false},
		{"a channel", RuleSpec{Name: "r", Type: "hit", Words: map[string]float64{"a": 1}, Channels: []string{"chat"}}, Message{Channel: "chat", Text: "a"}, true},
		{"another channel", RuleSpec{Name: "r", Type: "hit", Words: map[string]float64{"a": 1}, Channels: []string{"chat"}}, Message{Channel: "email", Text: "a"}, false},
		{"enough", RuleSpec{Name: "r", Type: "hit", Words: map[string]float64{"a": 1, "b": 2}, Needs: 3}, Message{Text: "b a"}, true},
		{"not enough", RuleSpec{Name: "r", Type: "hit", Words: map[string]float64{"a": 1, "b": 2}, Needs: 3}, Message{Text: "b b b"}, false},
		{"too much against it", RuleSpec{Name: "r", Type: "hit", Words: map[string]float64{"urgent": 1, "not urgent": -1}}, Message{Text: "not urgent"}, false},
		{"nothing", one("refund"), Message{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, rulesOf(t, c.rule), c.m)
			whole(t, r)
			require.Equal(t, c.hit, r.Type == "hit", "%s", r)
		})
	}
}

func TestRulesWeigh(t *testing.T) {
	rs := rulesOf(t,
		RuleSpec{Name: "twice", Type: "billing", Intent: "refund", Priority: "high", Tags: []string{"money"}, Words: map[string]float64{"charged twice": 3}},
		RuleSpec{Name: "refund", Type: "billing", Intent: "refund", Confidence: 0.9, Words: map[string]float64{"refund*": 2}},
		RuleSpec{Name: "down", Type: "outage", Priority: "urgent", Language: "en", Words: map[string]float64{"down": 5}},
		RuleSpec{Name: "vip", Tags: []string{"vip", "money"}, Senders: map[string]float64{"bank.example": 1}},
	)
	require.Equal(t, Reading{
		Type: "billing", Intent: "refund", Language: Unknown, Priority: "high", Tags: []string{"money", "vip"}, Confidence: 1, By: "rules",
		Guesses:  []Guess{{"billing", "refund", 1}},
		Evidence: []Evidence{{"phrase", "charged twice", 3, "twice"}, {"word", "refund*", 2, "refund"}},
		Hints: []Hint{
			{"priority", "high", []Evidence{{"phrase", "charged twice", 3, "twice"}}}, {"tag", "money", []Evidence{{"phrase", "charged twice", 3, "twice"}}},
			{"tag", "vip", []Evidence{{"sender", "bank.example", 1, "vip"}}},
		},
	}, read(t, rs, Message{Text: "Charged twice. Refund!", Sender: "ana@bank.example"}))

	both := read(t, rs, Message{Text: "charged twice, refund, it is down"})
	require.Equal(t, "billing", both.Type)
	require.Equal(t, 0.5, both.Confidence)
	require.Equal(t, "urgent", both.Priority)
	require.Equal(t, "en", both.Language)
	require.Equal(t, []Guess{{"billing", "refund", 0.5}, {"outage", "", 0.5}}, both.Guesses)

	hints := read(t, rs, Message{Sender: "ana@bank.example"})
	require.Equal(t, Reading{
		Type: Unclassified, Language: Unknown, Tags: []string{"money", "vip"}, By: "rules", Why: "no rule that holds has a type",
		Evidence: []Evidence{{"sender", "bank.example", 1, "vip"}},
		Hints:    []Hint{{"tag", "money", []Evidence{{"sender", "bank.example", 1, "vip"}}}, {"tag", "vip", []Evidence{{"sender", "bank.example", 1, "vip"}}}},
	}, hints)
	require.Equal(t, "no rule holds", read(t, rs, Message{Text: "hello"}).Why)
}

func TestCompileRefuses(t *testing.T) {
	_, err := Compile(RulesSpec{[]RuleSpec{
		{},
		{Name: "a", Type: Unclassified, Confidence: 2, Words: map[string]float64{"x": 0, "?": 1, "a*b": 1, "c *": 1}},
		{Name: "a", Intent: "i", Tags: []string{""}, Channels: []string{""}, Needs: -1},
		{Name: "b", Type: "t", Patterns: []PatternSpec{{Match: "("}, {}}, Senders: map[string]float64{"@x": 1, "ok.example": 0}},
	}})
	var problems calendar.Problems
	require.ErrorAs(t, err, &problems)
	require.EqualError(t, err, `rules[0].name: missing; write a name
rules[0].type: missing, and there is no priority, language or tag; write what the rule says
rules[1].type: "unclassified" is what a reading says that does not know; write another type
rules[1].confidence: must be above 0 and at most 1, not 2
rules[1].words["?"]: holds no word; write letters or digits
rules[1].words["a*b"]: a * stands at the end of the last word only
rules[1].words["c *"]: a * stands at the end of the last word only
rules[1].words.x: the weight must be a number other than zero, not 0
rules[2].name: "a" stands at rules[1] already; give one of them another name
rules[2].intent: has no type; write the type that it belongs to
rules[2].tags[0]: is empty; remove it or write a tag
rules[2].channels[0]: is empty; remove it or write a channel
rules[2].needs: must be more than zero, not -1
rules[3].patterns[0].match: is no regular expression of RE2: missing closing ): `+"`(`"+`
rules[3].patterns[1].match: has 0 bytes; write 1 to 1024
rules[3].senders["@x"]: is no domain and no address; write them such as bank.example or ana@bank.example
rules[3].senders["ok.example"]: the weight must be a number other than zero, not 0`)
	_, err = Compile(RulesSpec{[]RuleSpec{{Name: "a", Type: "t", Needs: 3, Words: map[string]float64{"x": 1, "y": 1, "z": -9}}}})
	require.EqualError(t, err, "rules[0].needs: 3 is more than all its weights together, which are 2; lower it or raise them")
}

var someRules = rapid.Custom(func(t *rapid.T) []RuleSpec {
	names := []string{"p", "q", "r", "s"}[:rapid.IntRange(0, 4).Draw(t, "rules")]
	var rules []RuleSpec
	for _, name := range names {
		r := RuleSpec{
			Name: name, Type: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "type"), Tags: []string{name},
			Priority: rapid.SampledFrom([]string{"", "low", "high"}).Draw(t, "priority"),
			Words:    map[string]float64{}, Confidence: rapid.SampledFrom([]float64{0, 0.5, 0.9}).Draw(t, "confidence"),
		}
		for _, w := range rapid.SliceOfN(rapid.SampledFrom([]string{"refund", "refund*", "down"}), 1, 2).Draw(t, "words") {
			r.Words[w] = float64(rapid.IntRange(1, 2).Draw(t, "weight"))
		}
		rules = append(rules, r)
	}
	return rules
})

// TestLawRulesHaveNoOrder: rules read the same in whatever order they stand, those that weigh the same too.
func TestLawRulesHaveNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := someRules.Draw(t, "rules")
		first, err := Compile(RulesSpec{rules})
		require.NoError(t, err)
		second, err := Compile(RulesSpec{rapid.Permutation(rules).Draw(t, "other")})
		require.NoError(t, err)
		m := Message{Text: rapid.SampledFrom([]string{"refund", "down", "refunds are down", ""}).Draw(t, "text")}
		r := read(t, first, m)
		whole(t, r)
		require.Equal(t, r, read(t, second, m))
	})
}

// FuzzRules: what is written is refused with its places or reads any message.
func FuzzRules(f *testing.F) {
	for _, s := range []string{
		`{"rules":[{"name":"a","type":"t","words":{"refund*":2,"charged twice":1},"needs":2}]}`,
		`{"rules":[{"name":"a","tags":["x"],"patterns":[{"match":"(a|b)+\\d"}],"senders":{"bank.example":1},"channels":["chat"]}]}`,
	} {
		f.Add(s, "refund A1 b2", "ana@bank.example")
	}
	f.Fuzz(func(t *testing.T, spec, text, from string) {
		var s RulesSpec
		if json.Unmarshal([]byte(spec), &s) != nil {
			return
		}
		rs, err := Compile(s)
		if err != nil {
			var problems calendar.Problems
			require.ErrorAs(t, err, &problems)
			require.NotEmpty(t, problems[0].Path)
			return
		}
		whole(t, read(t, rs, Message{Channel: "chat", Text: text, Sender: from}))
	})
}

// Each part of a reading beside its type says from which rules it is, also where another classifier found the type.
func TestHintsSayWhy(t *testing.T) {
	rules := rulesOf(t,
		RuleSpec{Name: "vip", Priority: "urgent", Tags: []string{"vip"}, Senders: map[string]float64{"bank.example": 2}},
		RuleSpec{Name: "hurry", Priority: "high", Words: map[string]float64{"asap": 1}},
		RuleSpec{Name: "german", Language: "de", Words: map[string]float64{"bitte": 1}},
		RuleSpec{Name: "money", Type: "billing", Confidence: 0.4, Tags: []string{"money", "vip"}, Words: map[string]float64{"refund": 1}},
	)
	m := Message{Text: "refund bitte, asap", Sender: "Ana <ana@bank.example>"}
	want := []Hint{
		{"priority", "urgent", []Evidence{{"sender", "bank.example", 2, "vip"}}}, {"language", "de", []Evidence{{"word", "bitte", 1, "german"}}},
		{"tag", "money", []Evidence{{"word", "refund", 1, "money"}}}, {"tag", "vip", []Evidence{{"sender", "bank.example", 2, "vip"}}},
	}
	r := read(t, rules, m)
	require.Equal(t, want, r.Hints)
	require.Contains(t, r.String(), `priority urgent from vip: sender "bank.example" +2.00, language de from german: bitte +1.00, tag vip from`)
	other := ClassifierFunc(func(context.Context, Message) (Reading, error) {
		return Reading{Type: "loan", Confidence: 0.9, By: "other", Priority: "low"}, nil
	})
	chained := read(t, First(0.5, rules, other), m)
	require.Equal(t, "loan", chained.Type)
	require.Equal(t, "low", chained.Priority)
	require.Equal(t, want[1:], chained.Hints)
}
