package intake

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/bellhop-sla/bellhop/calendar"
)

// Training says how a model is made. The zero Training is the usual one.
type Training struct {
	// Least is how many samples a label needs before the model may decide for it; with fewer its messages stay unclassified
	// and it is only a guess. None means 30. On the 77 labels of Banking77 ten samples a label
	// give 72 % of right answers, thirty 85 % and all of them 91 %.
	Least int `json:"least,omitempty" yaml:"least,omitempty"`
	// Target is the share of decided messages that must be right, by which the confidence is chosen that the model asks of
	// itself. None means 0.95.
	Target float64 `json:"target,omitempty" yaml:"target,omitempty"`
	// Loss is the share of messages in scope whose right answers may be given up to tell those out of scope. None means 0.01.
	Loss float64 `json:"loss,omitempty" yaml:"loss,omitempty"`
}

// folds is into how many parts the samples are cut to try a model on what it has not seen.
const folds = 5

// mostClasses is how many labels a model may have.
const mostClasses = 1 << 16

// Train makes a model of samples. The same samples make the same model, byte for byte, in any order; a sample that stands
// twice counts once. The confidence is fitted, and the thresholds are found, on samples that were held out: each fifth is read
// by planes that were made of the rest. The error is [calendar.Problems] at paths such as samples[3].label.
func Train(samples []Sample, t Training) (*Model, error) {
	t = Training{cmp.Or(t.Least, 30), cmp.Or(t.Target, 0.95), cmp.Or(t.Loss, 0.01)}
	if err := t.check(samples); err != nil {
		return nil, err
	}
	samples = canonical(samples)
	labels, counts := labelsOf(samples)
	trials := tryOut(samples, labels)
	for i := range trials {
		trials[i].few = counts[trials[i].class] < t.Least
	}
	m := learn(samples, labels)
	m.labels, m.counts, m.least = labels, counts, t.Least
	m.trust = fit(trials)
	m.figures = figuresOf(m.trust, trials, t)
	m.asks = m.figures.Threshold
	return m, nil
}

// check returns the problems of samples and of the training.
func (t Training) check(samples []Sample) error {
	var problems calendar.Problems
	seen := map[string]bool{}
	for i, s := range samples {
		if wrong := wrongLabel(s.Label); wrong != "" {
			problems.Add(calendar.IndexPath("samples", i)+".label", "%s", wrong)
		}
		seen[s.Label] = true
	}
	delete(seen, OutOfScope)
	if n := len(seen); n < 2 || n > mostClasses {
		problems.Add("samples", "have %s; a model tells apart 2 to %d", labelCount(n), mostClasses)
	}
	if t.Least < 0 {
		problems.Add("least", "must be more than zero, not %d", t.Least)
	}
	if !(t.Target > 0 && t.Target <= 1) {
		problems.Add("target", "must be above 0 and at most 1, not %v", t.Target)
	}
	if !(t.Loss > 0 && t.Loss < 1) {
		problems.Add("loss", "must be above 0 and below 1, not %v", t.Loss)
	}
	return problems.Err()
}

// labelsOf returns the labels of samples in their order and how many samples each has.
func labelsOf(samples []Sample) (labels []string, counts []int) {
	number := map[string]int{}
	for _, s := range samples {
		if s.Label != OutOfScope {
			number[s.Label]++
		}
	}
	for l := range number {
		labels = append(labels, l)
	}
	slices.Sort(labels)
	for _, l := range labels {
		counts = append(counts, number[l])
	}
	return labels, counts
}

// learn returns a model with a vocabulary and planes only.
func learn(samples []Sample, labels []string) *Model {
	var f folded
	all := make([][]gram, len(samples))
	classes := make([]int, len(samples))
	for i, s := range samples {
		f.fold(s.Text)
		all[i] = appendGrams(make([]gram, 0, 16*len(f.words)), &f)
		classes[i] = classOf(labels, s.Label)
	}
	v := countGrams(all)
	rows := make([][]term, len(all))
	var terms []term
	for i, grams := range all {
		terms = v.weigh(terms, grams)
		rows[i] = slices.Clone(terms)
	}
	s := newSolver(len(v.hashes), len(labels), rows, classes)
	s.solve()
	return &Model{vocabulary: v, planes: quantised(len(labels), s.weights, s.bias)}
}

func classOf(labels []string, label string) int {
	if k, ok := slices.BinarySearch(labels, label); ok {
		return k
	}
	return none
}

// tryOut reads each fold of the samples by planes that were made of the others. A fold is a run of each label's samples in the
// order of their texts: those that begin alike are often one message said twice, and would be too easy if one of them were
// seen.
func tryOut(samples []Sample, labels []string) (trials []trial) {
	fold := foldsOf(samples)
	for f := range folds {
		var seen, held []Sample
		for i, s := range samples {
			if fold[i] == f {
				held = append(held, s)
			} else {
				seen = append(seen, s)
			}
		}
		if len(held) == 0 {
			continue
		}
		m := learn(seen, labels)
		for _, s := range held {
			trials = append(trials, m.try(s, classOf(labels, s.Label)))
		}
	}
	return trials
}

// foldsOf returns the fold of each sample.
func foldsOf(samples []Sample) []int {
	fold := make([]int, len(samples))
	for from := 0; from < len(samples); {
		to := from
		for to < len(samples) && samples[to].Label == samples[from].Label {
			to++
		}
		for i := from; i < to; i++ {
			fold[i] = (i - from) * folds / (to - from)
		}
		from = to
	}
	return fold
}

func labelCount(n int) string {
	if n == 1 {
		return "1 label"
	}
	return strconv.Itoa(n) + " labels"
}
