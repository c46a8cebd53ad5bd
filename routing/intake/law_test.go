package intake

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// tb is what both kinds of tests are.
type tb interface {
	require.TestingT
	Helper()
}

// whole checks what holds of every reading.
func whole(t tb, r Reading) {
	t.Helper()
	require.NotEmpty(t, r.Type)
	require.NotEmpty(t, r.Language)
	require.True(t, r.Confidence >= 0 && r.Confidence <= 1, "%v", r.Confidence)
	require.True(t, r.Decided() || r.Intent == "" && r.Why != "", "%s", r)
	require.True(t, slices.IsSorted(r.Tags))
	for _, g := range r.Guesses {
		require.NotEmpty(t, g.Type)
		require.True(t, g.Confidence >= 0 && g.Confidence <= 1, "%v", g)
	}
	for i, e := range r.Evidence {
		require.False(t, math.IsNaN(e.Weight) || math.IsInf(e.Weight, 0))
		require.True(t, i == 0 || math.Abs(r.Evidence[i-1].Weight) >= math.Abs(e.Weight))
	}
	for _, h := range r.Hints {
		require.NotEmpty(t, h.Evidence)
		require.True(t, h.Field == "priority" && h.Value == r.Priority || h.Field == "language" && h.Value == r.Language || h.Field == "tag" && slices.Contains(r.Tags, h.Value), "%v of %v", h, r)
	}
	require.NotEmpty(t, r.String())
}

var someWord = rapid.SampledFrom([]string{"refund", "refunds", "down", "net", "a", "it's", "lost", "card", "42", "naïve", "支払い", "?"})

var someText = rapid.Custom(func(t *rapid.T) string {
	text := ""
	for _, w := range rapid.SliceOfN(someWord, 0, 8).Draw(t, "words") {
		text += w + rapid.SampledFrom([]string{" ", ", ", "\n", ""}).Draw(t, "between")
	}
	return text
})

var someSamples = rapid.Custom(func(t *rapid.T) []Sample {
	labels := rapid.SampledFrom([]string{"a", "b", "c/x", "c/y", OutOfScope})
	all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Sample {
		return Sample{someText.Draw(t, "text"), labels.Draw(t, "label")}
	}), 0, 30).Draw(t, "samples")
	return append(all, Sample{"refund", "a"}, Sample{"down", "b"})
})

var anyText = rapid.OneOf(someText, rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))

// TestLawModelRoundTrip: a model is read from its bytes as it was, and is the same bytes again.
func TestLawModelRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, err := Train(someSamples.Draw(t, "samples"), Training{Least: rapid.IntRange(1, 9).Draw(t, "least")})
		require.NoError(t, err)
		data, err := m.MarshalBinary()
		require.NoError(t, err)
		again, err := ReadModel(data)
		require.NoError(t, err)
		require.Equal(t, m, again)
		back, err := again.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, data, back)
	})
}

// TestLawTrainingIsOneAndTheSame: neither the order of samples nor one that stands twice changes a byte of the model.
func TestLawTrainingIsOneAndTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		samples := someSamples.Draw(t, "samples")
		first, err := Train(samples, Training{Least: 2})
		require.NoError(t, err)
		other := rapid.Permutation(samples).Draw(t, "other")
		other = append(other, rapid.SampledFrom(samples).Draw(t, "twice"))
		second, err := Train(other, Training{Least: 2})
		require.NoError(t, err)
		a, _ := first.MarshalBinary()
		b, _ := second.MarshalBinary()
		require.Equal(t, a, b)
	})
}

// TestLawReadingIsTotal: a model reads whatever is written, and the same twice.
func TestLawReadingIsTotal(t *testing.T) {
	m := trained(t)
	rapid.Check(t, func(t *rapid.T) {
		message := Message{Subject: anyText.Draw(t, "subject"), Text: anyText.Draw(t, "text")}
		r, err := m.Classify(context.Background(), message)
		require.NoError(t, err)
		whole(t, r)
		again, _ := m.Classify(context.Background(), message)
		require.Equal(t, r, again)
	})
}

// TestLawAskingMoreDecidesLess: a reading that is decided where more is asked is decided, the same, where less is.
func TestLawAskingMoreDecidesLess(t *testing.T) {
	m := trained(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom(small()).Draw(t, "one").Text + " " + rapid.SampledFrom(small()).Draw(t, "other").Text
		less, more := rapid.Float64Range(0, 1).Draw(t, "less"), rapid.Float64Range(0, 1).Draw(t, "more")
		low, high := m.Asking(min(less, more)).Read(text), m.Asking(max(less, more)).Read(text)
		require.Equal(t, low.Confidence, high.Confidence)
		if high.Decided() {
			require.Equal(t, high, low)
		}
	})
}

// TestLawSolverIsAtRest: the planes are the sum of what the messages' shares say, and no share wants to move: those that are
// zero would fall, the others lie where the slope is none.
func TestLawSolverIsAtRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		classes, features := rapid.IntRange(2, 4).Draw(t, "classes"), 6
		var rows [][]term
		var labels []int
		for range rapid.IntRange(1, 12).Draw(t, "rows") {
			var row []term
			for f := range features {
				if rapid.Bool().Draw(t, "has") {
					row = append(row, term{feature: int32(f), value: float32(rapid.IntRange(1, 8).Draw(t, "value")) / 8})
				}
			}
			rows, labels = append(rows, row), append(labels, rapid.IntRange(none, classes-1).Draw(t, "label"))
		}
		s := newSolver(features, classes, rows, labels)
		for range 200 {
			s.solve()
		}
		weights, bias := make([]float64, features*classes), make([]float64, classes)
		for i, row := range rows {
			for k := range classes {
				share := float64(s.shares[i*classes+k]) * side(labels[i], k)
				bias[k] += share
				for _, f := range row {
					weights[int(f.feature)*classes+k] += share * float64(f.value)
				}
			}
		}
		for i, row := range rows {
			for k := range classes {
				score := bias[k]
				for _, f := range row {
					score += weights[int(f.feature)*classes+k] * float64(f.value)
				}
				share := float64(s.shares[i*classes+k])
				slope := side(labels[i], k)*score - 1 + share/(2*cost)
				require.GreaterOrEqual(t, share, 0.0)
				require.GreaterOrEqual(t, slope, -2*enough)
				if share > 0 {
					require.LessOrEqual(t, slope, 2*enough)
				}
			}
		}
	})
}

func side(label, class int) float64 {
	if label == class {
		return 1
	}
	return -1
}

var someTrials = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) trial {
	in := rapid.IntRange(0, 4).Draw(t, "scope") > 0
	return trial{
		score: float64(rapid.IntRange(-8, 8).Draw(t, "score")) / 4, lead: float64(rapid.IntRange(0, 8).Draw(t, "lead")) / 4,
		right: in && rapid.Bool().Draw(t, "right"), inScope: in,
		blank: rapid.IntRange(0, 9).Draw(t, "blank") == 0, few: rapid.IntRange(0, 4).Draw(t, "few") == 0,
	}
}), 0, 30)

// TestLawThresholdsHold: from the threshold on the target is met, and from no lower one at which anything is decided; below the
// scope no more than the loss lies, and below no higher one; and what is below the scope is not decided.
func TestLawThresholdsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		trials := someTrials.Draw(t, "trials")
		target, loss := rapid.Float64Range(0.3, 1).Draw(t, "target"), rapid.Float64Range(0.01, 0.5).Draw(t, "loss")
		curve := fit(trials)
		sure := func(a trial) float64 {
			if a.blank {
				return 0
			}
			return rounded(curve.of(a.score, a.lead))
		}
		keeps := func(below float64) bool {
			lost, all := 0, 0
			for _, a := range trials {
				all, lost = all+count(a.inScope), lost+count(a.right && sure(a) < below)
			}
			return float64(lost) <= loss*float64(all)
		}
		scope := curve.scope(trials, loss)
		decided := func(a trial, from float64) bool { return !a.blank && !a.few && sure(a) >= scope && sure(a) >= from }
		holds := func(from float64) bool {
			right, all := 0, 0
			for _, a := range trials {
				all, right = all+count(decided(a, from)), right+count(decided(a, from) && a.right)
			}
			return all > 0 && float64(right) >= target*float64(all)
		}
		least, coverage := curve.threshold(trials, target, scope)
		covered, inScope := 0, 0
		for _, a := range trials {
			require.False(t, sure(a) >= scope && sure(a) < least && holds(sure(a)), "%v is lower", sure(a))
			require.False(t, scope > 0 && sure(a) > scope && keeps(sure(a)), "%v is higher", sure(a))
			covered, inScope = covered+count(a.inScope && decided(a, least)), inScope+count(a.inScope)
		}
		require.True(t, least == 2 || least >= scope && holds(least))
		require.Equal(t, ratio(covered, inScope), coverage)
		require.True(t, keeps(scope))
	})
}

// TestLawFiguresAreWhatIsDecided: the figures of a model are what a reader decides who reads each held-out sample by planes that did
// not see it, and asks of them what the model asks.
func TestLawFiguresAreWhatIsDecided(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		samples := canonical(someSamples.Draw(t, "samples"))
		training := Training{Least: rapid.IntRange(1, 6).Draw(t, "least"), Target: rapid.Float64Range(0.3, 1).Draw(t, "target"), Loss: rapid.Float64Range(0.01, 0.6).Draw(t, "loss")}
		m, err := Train(samples, training)
		require.NoError(t, err)
		labels, counts := labelsOf(samples)
		fold, decided, right, inScope := foldsOf(samples), 0, 0, 0
		for f := range folds {
			var seen []Sample
			for i, s := range samples {
				if fold[i] != f {
					seen = append(seen, s)
				}
			}
			reader := learn(seen, labels)
			reader.labels, reader.counts, reader.least, reader.trust, reader.figures, reader.asks = labels, counts, m.least, m.trust, m.figures, m.asks
			for i, s := range samples {
				if fold[i] != f {
					continue
				}
				r := reader.Read(s.Text)
				inScope += count(s.Label != OutOfScope)
				decided += count(r.Decided() && s.Label != OutOfScope)
				right += count(r.Decided() && label(r.Type, r.Intent) == s.Label)
			}
		}
		require.Equal(t, ratio(decided, inScope), m.Figures().Coverage)
		require.GreaterOrEqual(t, right, int(training.Target*float64(decided)))
	})
}

// TestLawCurveFits: no small change of the curve makes the trials likelier.
func TestLawCurveFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		trials := someTrials.Draw(t, "trials")
		best := fit(trials)
		cost := func(c trust) float64 {
			sum := calm / 2 * (c.base*c.base + c.perScore*c.perScore + c.perLead*c.perLead)
			for _, a := range trials {
				p := c.of(a.score, a.lead)
				if !a.right {
					p = 1 - p
				}
				sum -= math.Log(p)
			}
			return sum
		}
		other := best
		d := rapid.SampledFrom([]float64{-0.1, 0.1}).Draw(t, "change")
		*rapid.SampledFrom([]*float64{&other.base, &other.perScore, &other.perLead}).Draw(t, "part") += d
		require.LessOrEqual(t, cost(best), cost(other)+1e-9)
	})
}

// FuzzClassify: rules and a model after them read whatever bytes a message holds.
func FuzzClassify(f *testing.F) {
	rules := rulesOf(f, RuleSpec{
		Name: "r", Type: "billing", Words: map[string]float64{"refund*": 1, "charged twice": 2}, Needs: 2,
		Patterns: []PatternSpec{{Match: `(?i)inv-\d+`}}, Senders: map[string]float64{"bank.example": 1},
	})
	desk := First(0.5, rules, trained(f))
	f.Add("Invoice", "please refund INV-7", "Ana <ana@bank.example>")
	f.Add("", "\xff\xfe支払い'’", "<")
	f.Fuzz(func(t *testing.T, subject, text, from string) {
		m := Message{Subject: subject, Text: text, Sender: from}
		r := read(t, desk, m)
		whole(t, r)
		require.Equal(t, r, read(t, desk, m))
	})
}
