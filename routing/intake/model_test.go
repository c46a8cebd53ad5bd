package intake

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
)

// trained returns the model of the small desk.
func trained(t testing.TB) *Model {
	t.Helper()
	m, err := Train(small(), Training{})
	require.NoError(t, err)
	return m
}

func TestModelReads(t *testing.T) {
	m := trained(t)
	r, err := m.Classify(context.Background(), Message{Subject: "router", Text: "No INTERNET, we're offline!"})
	require.NoError(t, err)
	require.Equal(t, "outage", r.Type)
	require.Equal(t, "network", r.Intent)
	require.Equal(t, Unknown, r.Language)
	require.Equal(t, "model", r.By)
	require.Greater(t, r.Confidence, 0.9)
	require.Equal(t, Guess{"outage", "network", r.Confidence}, r.Guesses[0])
	require.Len(t, r.Guesses, mostGuesses)
	require.LessOrEqual(t, len(r.Evidence), mostEvidence)
	words := map[string]bool{}
	for _, e := range r.Evidence {
		words[e.Text] = e.Weight > 0
	}
	require.True(t, words["internet"], r.String())
	require.True(t, words["offline"], r.String())
}

// What a word says is what its grams say: without a limit, evidence adds up to the score without the bias.
func TestEvidenceAddsUp(t *testing.T) {
	m := trained(t)
	var d draft
	d.read(m, "Refund the bill, the network is down")
	for class := range m.labels {
		sum := float64(m.bias[class]) * step
		for _, g := range d.grams {
			sum += float64(d.part(m, g, class))
		}
		require.InDelta(t, d.scores[class], sum, 1e-4)
	}
}

// A label with few samples is a guess only, however sure.
func TestModelDecidesNoLabelWithFewSamples(t *testing.T) {
	m := trained(t).Asking(0)
	m.figures.Scope = 0
	r := m.Read("which street is the office in")
	require.Equal(t, Unclassified, r.Type, r.String())
	require.Equal(t, "visit", r.Guesses[0].Type)
	require.Equal(t, "visit has 3 samples, fewer than 30", r.Why)

	few, err := Train(small(), Training{Least: 3})
	require.NoError(t, err)
	few.figures.Scope = 0
	require.Equal(t, "visit", few.Asking(0).Read("which street is the office in").Type)
}

func TestModelIsNotSure(t *testing.T) {
	m := trained(t)
	for text, why := range map[string]string{"": "no word of it is known", "\xff\xfe ...": "no word of it is known", "Ω": "no word of it is known"} {
		r := m.Read(text)
		require.Equal(t, Unclassified, r.Type)
		require.Zero(t, r.Confidence)
		require.Equal(t, why, r.Why)
	}
	sure := m.Read("refund the invoice").Confidence
	r := m.Asking(2).Read("refund the invoice")
	require.Equal(t, Unclassified, r.Type)
	require.Contains(t, r.Why, "less than 2.00")
	require.Empty(t, r.Intent)
	require.Equal(t, sure, r.Confidence)
}

// Of a long message the start is read.
func TestModelReadsTheStart(t *testing.T) {
	m := trained(t)
	start := strings.Repeat("the network is down ", mostText/20+1)
	require.Equal(t, m.Read(start), m.Read(start+strings.Repeat(" refund", 1000)))
}

func TestTrainRefuses(t *testing.T) {
	_, err := Train([]Sample{{"a", "x"}, {"b", ""}, {"c", Unclassified}, {"d", OutOfScope}}, Training{Least: -1, Target: 2, Loss: 1})
	var problems calendar.Problems
	require.ErrorAs(t, err, &problems)
	require.EqualError(t, err, `samples[1].label: missing; write type/intent, or oos for what belongs to no label
samples[2].label: "unclassified" is what a reading says that does not know; write oos for what belongs to no label
least: must be more than zero, not -1
target: must be above 0 and at most 1, not 2
loss: must be above 0 and below 1, not 1`)
	_, err = Train([]Sample{{"a", "x"}, {"b", OutOfScope}}, Training{})
	require.EqualError(t, err, "samples: have 1 label; a model tells apart 2 to 65536")
}

func TestEvaluate(t *testing.T) {
	m := trained(t)
	e := m.Evaluate([]Sample{
		{"refund the invoice", "billing/refund"}, {"the network is down", "outage/network"}, {"the network is down", "billing/refund"},
		{"where is your office", "visit"}, {"sing a song", OutOfScope}, {"lend me a pen", "loan"},
	})
	require.Equal(t, 5, e.Samples)
	require.InDelta(t, 0.6, e.Right, 1e-9)
	require.Equal(t, []string{"loan"}, e.Unlearned)
	require.Equal(t, 1, e.OutOfScope.Samples)
	require.Equal(t, LabelFigures{Label: "loan", Samples: 1, Decided: e.Labels[0].Decided}, e.Labels[0])
	named := 0
	for _, l := range e.Labels {
		named += l.Named
	}
	require.Equal(t, 6, named)
	require.Contains(t, e.String(), "5 samples, 60.0 % right\n")
	require.Contains(t, e.String(), "not learned: loan\n")
}
