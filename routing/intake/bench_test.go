package intake

import (
	"context"
	"fmt"
	"testing"
)

// BenchmarkTrain makes the models of two published sets, or of the small desk where they are absent.
func BenchmarkTrain(b *testing.B) {
	run := func(name string, samples func(testing.TB) []Sample) {
		b.Run(name, func(b *testing.B) {
			all := samples(b)
			for b.Loop() {
				if _, err := Train(all, Training{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(all)), "samples")
		})
	}
	run("small", func(testing.TB) []Sample { return small() })
	run("banking77", func(t testing.TB) []Sample { return banking(t, "train.csv") })
	run("clinc150", func(t testing.TB) []Sample { return clinc(t, "train", "oos_train") })
}

// BenchmarkClassify reads one message after the other.
func BenchmarkClassify(b *testing.B) {
	run := func(name string, load func(testing.TB) (Classifier, []Sample)) {
		b.Run(name, func(b *testing.B) {
			c, samples := load(b)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				_, _ = c.Classify(context.Background(), Message{Text: samples[i%len(samples)].Text})
				i++
			}
		})
	}
	run("small", func(t testing.TB) (Classifier, []Sample) { return trained(t), small() })
	run("banking77", func(t testing.TB) (Classifier, []Sample) {
		return bankingModel.of(t, banking(t, "train.csv")), banking(t, "test.csv")
	})
	run("clinc150", func(t testing.TB) (Classifier, []Sample) {
		return clincModel.of(t, clinc(t, "train", "oos_train")), clinc(t, "val", "oos_val")
	})
	run("rules100", func(t testing.TB) (Classifier, []Sample) { return manyRules(t, 100), small() })
}

func manyRules(t testing.TB, n int) *Rules {
	var rules []RuleSpec
	for i := range n {
		rules = append(rules, RuleSpec{
			Name: fmt.Sprint("rule", i), Type: fmt.Sprint("type", i%10),
			Words: map[string]float64{fmt.Sprint("word", i): 1, "refund the": 0.5, "network*": 0.5}, Needs: 1,
		})
	}
	return rulesOf(t, rules...)
}

// BenchmarkFind compares a message with a hundred earlier ones of the customer.
func BenchmarkFind(b *testing.B) {
	d, err := DuplicatesSpec{}.Compile()
	if err != nil {
		b.Fatal(err)
	}
	var earlier []Print
	for i, s := range small()[:100] {
		earlier = append(earlier, PrintOf(fmt.Sprint(i), "ana", Message{Text: s.Text}))
	}
	p := PrintOf("new", "ana", Message{Text: "please refund the invoice that you charged twice"})
	b.ReportAllocs()
	for b.Loop() {
		d.Find(p, earlier)
	}
}

// TestBudgetClassify: reading a message costs what the reading holds: its guesses, its evidence and the texts in it.
func TestBudgetClassify(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector makes sync.Pool drop values at random, each of which is allocated again")
	}
	m := trained(t)
	got := testing.AllocsPerRun(200, func() { m.Read("refund the invoice, please") })
	const budget = 24
	if got > budget {
		t.Fatalf("%v allocations, more than %d", got, budget)
	}
}
