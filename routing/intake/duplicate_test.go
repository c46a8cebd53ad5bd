package intake

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
)

var morning = sla.At(time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC))

func TestKeyTakesAllParts(t *testing.T) {
	m := Message{Channel: "email", ExternalID: "<1@client>", Subject: "a", Text: "b"}
	require.Equal(t, Key(m), Key(Message{Channel: "email", ExternalID: "<1@client>", Subject: "a", Text: "b", Sender: "x", At: 7}))
	for name, other := range map[string]Message{
		"channel": {Channel: "chat", ExternalID: "<1@client>", Subject: "a", Text: "b"},
		"id":      {Channel: "email", ExternalID: "<2@client>", Subject: "a", Text: "b"},
		"subject": {Channel: "email", ExternalID: "<1@client>", Subject: "", Text: "b"},
		"text":    {Channel: "email", ExternalID: "<1@client>", Subject: "a", Text: "c"},
		"border":  {Channel: "email", ExternalID: "<1@client>", Subject: "ab", Text: ""},
	} {
		require.NotEqual(t, Key(m), Key(other), name)
	}
	require.Empty(t, Key(Message{Channel: "email", Text: "b"}))
}

func TestDuplicatesFind(t *testing.T) {
	d, err := DuplicatesSpec{Window: sla.Duration(time.Hour), Merge: 0.8, Link: 0.4}.Compile()
	require.NoError(t, err)
	mail := func(id, customer, text, external string, minutes int) Print {
		return PrintOf(id, customer, Message{Channel: "email", Text: text, ExternalID: external, At: morning.Add(time.Duration(minutes) * time.Minute)})
	}
	p := mail("9", "ana", "my card has not arrived yet", "x", 0)
	got := d.Find(p, []Print{
		mail("1", "ana", "my card has not arrived yet", "y", -60),
		mail("2", "ana", "my card has not arrived yet", "y", -61),
		mail("3", "ben", "my card has not arrived yet", "y", -1),
		mail("4", "", "my card has not arrived yet", "y", -1),
		mail("5", "ben", "my card has not arrived yet", "x", -9000),
		mail("6", "ana", "has my card not arrived", "z", -5),
		mail("7", "ana", "please reset my password", "x", -5),
		mail("8", "ana", "My card has not arrived yet!!", "", -2),
		p,
	})
	require.Equal(t, []Match{
		{Pair: [2]string{"9", "5"}, Score: 1, Exact: true, Verdict: Merge},
		{Pair: [2]string{"9", "8"}, Score: 1, Verdict: Merge},
		{Pair: [2]string{"9", "1"}, Score: 1, Verdict: Merge},
		{Pair: [2]string{"9", "6"}, Score: got[3].Score, Verdict: Link},
	}, got)
	require.Equal(t, "merge 9 into 5, the same key", got[0].String())
	require.Equal(t, "merge 9 into 8, 1.00 alike", got[1].String())
	require.Regexp(t, `^link 9 to 6, 0\.\d\d alike$`, got[3].String())
	require.Nil(t, d.Find(mail("10", "", "my card has not arrived yet", "", 0), []Print{p}))
}

func TestDuplicatesSpecRefuses(t *testing.T) {
	_, err := DuplicatesSpec{Window: -1, Merge: 2, Link: -1}.Compile()
	require.EqualError(t, err, "window: must be more than zero, not -1ns\nmerge: must be above 0 and at most 1, not 2\nlink: must be above 0 and at most 1, not -1")
	_, err = DuplicatesSpec{Merge: 0.5, Link: 0.6}.Compile()
	require.EqualError(t, err, "link: 0.6 is more than merge, which is 0.5; lower it")
	d, err := DuplicatesSpec{Merge: 0.3}.Compile()
	require.NoError(t, err)
	require.Equal(t, Duplicates{sla.Duration(DefaultWindow), 0.3, 0.3}, d)
}

var somePrint = rapid.Custom(func(t *rapid.T) Print {
	return PrintOf(rapid.SampledFrom([]string{"1", "2", "3", "4"}).Draw(t, "id"), rapid.SampledFrom([]string{"", "ana", "ana", "ben"}).Draw(t, "customer"), Message{
		ExternalID: rapid.SampledFrom([]string{"", "x"}).Draw(t, "external"), Text: rapid.OneOf(rapid.SampledFrom([]string{"my card is lost", "my card was lost", "My card is lost!"}), anyText).Draw(t, "text"),
		At: morning.Add(time.Duration(rapid.IntRange(0, 48).Draw(t, "hours")) * time.Hour),
	})
})

// TestLawDuplicatesAreMutual: two messages are one in whichever order they are compared, with one score.
func TestLawDuplicatesAreMutual(t *testing.T) {
	d, err := DuplicatesSpec{Link: 0.1}.Compile()
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		a, b := somePrint.Draw(t, "a"), somePrint.Draw(t, "b")
		require.Equal(t, Score(a, b), Score(b, a))
		one, found := d.Compare(a, b)
		two, again := d.Compare(b, a)
		require.Equal(t, found, again)
		one.Pair[0], one.Pair[1] = one.Pair[1], one.Pair[0]
		require.Equal(t, one, two)
	})
}

// TestLawScoreIsJaccards: the score is what the runs have in common of all of them, counted as sets.
func TestLawScoreIsJaccards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := someText.Draw(t, "a"), someText.Draw(t, "b")
		runs := func(text string) map[string]bool {
			var f folded
			f.fold(text)
			set, letters := map[string]bool{}, []rune(string(f.text))
			for i := 0; i+3 <= len(letters); i++ {
				set[string(letters[i:i+3])] = true
			}
			return set
		}
		one, two := runs(a), runs(b)
		shared := 0
		for r := range one {
			shared += count(two[r])
		}
		require.Equal(t, ratio(shared, len(one)+len(two)-shared), Score(PrintOf("1", "", Message{Text: a}), PrintOf("2", "", Message{Text: b})))
	})
}

// TestLawFindHasNoOrder: the matches are the same in whatever order the earlier messages stand.
func TestLawFindHasNoOrder(t *testing.T) {
	d, err := DuplicatesSpec{Link: 0.1}.Compile()
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		p, earlier := somePrint.Draw(t, "p"), rapid.SliceOfNDistinct(somePrint, 0, 4, func(p Print) string { return p.ID }).Draw(t, "earlier")
		if rapid.Bool().Draw(t, "alike") {
			for i := range earlier {
				earlier[i].Customer, earlier[i].At, earlier[i].Runs = p.Customer, p.At, p.Runs
			}
		}
		require.Equal(t, d.Find(p, earlier), d.Find(p, rapid.Permutation(earlier).Draw(t, "other")))
	})
}

// Of two messages at most one says the other again: the later one, or at one instant that with the greater id.
func TestLawOnlyTheLaterSaysItAgain(t *testing.T) {
	d, err := DuplicatesSpec{Link: 0.1}.Compile()
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		a, b := somePrint.Draw(t, "a"), somePrint.Draw(t, "b")
		if rapid.Bool().Draw(t, "alike") {
			b.Customer, b.Runs, b.Key = a.Customer, a.Runs, a.Key
		}
		_, alike := d.Compare(a, b)
		found := [2]int{len(d.Find(a, []Print{b})), len(d.Find(b, []Print{a}))}
		require.Equal(t, alike, found[0]+found[1] == 1, "%v", found)
		require.False(t, found[0] == 1 && (a.At < b.At || a.At == b.At && a.ID < b.ID))
	})
}
