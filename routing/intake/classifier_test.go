package intake

import (
	"context"
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func says(r Reading) Classifier {
	return ClassifierFunc(func(context.Context, Message) (Reading, error) { return r, nil })
}

func fails(err error) Classifier {
	return ClassifierFunc(func(context.Context, Message) (Reading, error) { return Reading{}, err })
}

func TestFirst(t *testing.T) {
	hint := Reading{Type: "", Language: "de", Priority: "high", Tags: []string{"b"}, By: "hints"}
	sure := Reading{Type: "outage", Intent: "network", Confidence: 0.9, Tags: []string{"c", "a"}, By: "host"}
	unsure := Reading{Type: "billing", Confidence: 0.3, By: "guess"}
	for _, c := range []struct {
		name  string
		chain []Classifier
		want  Reading
	}{
		{"nobody", nil, Reading{Type: Unclassified, Language: Unknown, Why: "nobody can tell"}},
		{"the first that is sure", []Classifier{says(unsure), says(sure), says(Reading{Type: "x", Confidence: 1})},
			Reading{Type: "outage", Intent: "network", Language: Unknown, Confidence: 0.9, Tags: []string{"a", "c"}, By: "host"}},
		{"hints are kept", []Classifier{says(hint), says(sure)},
			Reading{Type: "outage", Intent: "network", Language: "de", Priority: "high", Confidence: 0.9, Tags: []string{"a", "b", "c"}, By: "host"}},
		{"nobody is sure", []Classifier{says(Reading{Type: "x", Confidence: 0.1, By: "y"}), says(unsure)},
			Reading{Type: Unclassified, Language: Unknown, Confidence: 0.3, By: "guess", Guesses: []Guess{{"billing", "", 0.3}}, Why: "billing is 0.30 sure, less than 0.50"}},
		{"faults are passed over", []Classifier{
			fails(errors.New("service is down")), fails(context.DeadlineExceeded), fails(context.Canceled),
			says(Reading{Type: "x", Confidence: math.NaN()}), says(Reading{Type: "x", Confidence: 2}), says(sure)},
			Reading{Type: "outage", Intent: "network", Language: Unknown, Confidence: 0.9, Tags: []string{"a", "c"}, By: "host", Missed: []Miss{
				{0, "service is down"}, {1, "timed out"}, {2, "was called off"}, {3, "confidence NaN: write 0 to 1"}, {4, "confidence 2: write 0 to 1"}}}},
		{"all fail", []Classifier{fails(errors.New("no"))},
			Reading{Type: Unclassified, Language: Unknown, Why: "nobody can tell", Missed: []Miss{{0, "no"}}}},
		{"one cannot tell", []Classifier{says(Reading{})}, Reading{Type: Unclassified, Language: Unknown, Why: "it cannot tell"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, read(t, First(0.5, c.chain...), Message{}))
		})
	}
}

func TestWithin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := ClassifierFunc(func(ctx context.Context, _ Message) (Reading, error) {
			<-ctx.Done()
			return Reading{}, ctx.Err()
		})
		start := time.Now()
		r := read(t, First(0.5, Within(2*time.Second, slow), says(Reading{Type: "a", Confidence: 1})), Message{})
		require.Equal(t, "a", r.Type)
		require.Equal(t, []Miss{{0, "timed out"}}, r.Missed)
		require.Equal(t, 2*time.Second, time.Since(start))
	})
}

type speaks string

func (s speaks) Detect(string) string { return string(s) }

func TestInLanguage(t *testing.T) {
	for _, c := range []struct {
		detected, said, want string
	}{{"de", "", "de"}, {"de", Unknown, "de"}, {"de", "fr", "fr"}, {"", "", Unknown}, {Unknown, "", Unknown}} {
		got := read(t, InLanguage(speaks(c.detected), says(Reading{Type: "a", Language: c.said})), Message{Text: "x"})
		require.Equal(t, c.want, got.Language)
	}
	_, err := InLanguage(speaks("de"), fails(errors.New("no"))).Classify(context.Background(), Message{})
	require.EqualError(t, err, "no")
}

// TestLawFirstIsTotal: whatever the classifiers of a chain answer, there is a reading, and a decided one is as sure as asked.
func TestLawFirstIsTotal(t *testing.T) {
	link := rapid.Custom(func(t *rapid.T) Classifier {
		if rapid.Bool().Draw(t, "fails") {
			return fails(errors.New("no"))
		}
		return says(Reading{
			Type:       rapid.SampledFrom([]string{"", Unclassified, "a", "b"}).Draw(t, "type"),
			Tags:       rapid.SliceOfN(rapid.SampledFrom([]string{"x", "y"}), 0, 3).Draw(t, "tags"),
			Confidence: rapid.OneOf(rapid.Float64(), rapid.Float64Range(0, 1)).Draw(t, "confidence"),
		})
	})
	rapid.Check(t, func(t *rapid.T) {
		asked := rapid.Float64Range(0, 1).Draw(t, "asked")
		r := read(t, First(asked, rapid.SliceOfN(link, 0, 4).Draw(t, "chain")...), Message{})
		whole(t, r)
		require.True(t, !r.Decided() || r.Confidence >= asked)
	})
}
