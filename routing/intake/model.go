package intake

import (
	"context"
	"fmt"
	"math"
	"sync"
)

// Model reads messages by what it learned from labelled ones. It is a linear classifier over words, pairs of words and runs of
// letters: one plane a label, and a curve that says how often an answer so far out is right. It is immutable and may be used
// by several goroutines at once.
type Model struct {
	labels []string // rising
	counts []int    // by label: the samples
	least  int
	*vocabulary
	*planes
	trust   trust
	figures Figures
	asks    float64
}

// Figures are what a model showed on samples that were held out while it was made.
type Figures struct {
	// Samples in scope and out of it, each counted once.
	Samples    int `json:"samples"`
	OutOfScope int `json:"out_of_scope"`
	// Right is the share of samples in scope whose first guess was right.
	Right float64 `json:"right"`
	// Target is the share of decided messages that were to be right. Threshold is the confidence from which on they were, at least
	// Scope, and Coverage the share of samples in scope that are decided: those that reach it and whose label has enough samples.
	// Where none does, Threshold is above 1 and nothing is decided.
	Target    float64 `json:"target"`
	Threshold float64 `json:"threshold"`
	Coverage  float64 `json:"coverage"`
	// Loss is the share of samples in scope whose right answers could be given up, and Scope the confidence below which a
	// message counts as out of scope.
	Loss  float64 `json:"loss"`
	Scope float64 `json:"scope"`
}

func figuresOf(curve trust, trials []trial, t Training) Figures {
	f := Figures{Target: t.Target, Loss: t.Loss}
	right := 0
	for _, a := range trials {
		f.Samples += count(a.inScope)
		right += count(a.right)
	}
	f.OutOfScope = len(trials) - f.Samples
	f.Right = ratio(right, f.Samples)
	f.Scope = curve.scope(trials, t.Loss)
	f.Threshold, f.Coverage = curve.threshold(trials, t.Target, f.Scope)
	return f
}

// String tells the figures in lines.
func (f Figures) String() string {
	s := fmt.Sprintf("%d samples and %d out of scope, %s right when held out\n", f.Samples, f.OutOfScope, percent(f.Right))
	if f.Threshold > 1 {
		return s + fmt.Sprintf("nothing is decided: no confidence makes %s of it right, or no label has enough samples\n", percent(f.Target))
	}
	return s + fmt.Sprintf("%s decided from confidence %.3f on, where %s are right\nout of scope below confidence %.3f\n",
		percent(f.Coverage), f.Threshold, percent(f.Target), f.Scope)
}

// Labels returns the labels that the model knows, in their order.
func (m *Model) Labels() []string { return append([]string(nil), m.labels...) }

// Figures returns what the model showed while it was made.
func (m *Model) Figures() Figures { return m.figures }

// Asking returns the model that asks for another confidence than the threshold of its figures. The bytes it is saved as are
// the same.
func (m *Model) Asking(confidence float64) *Model {
	other := *m
	other.asks = confidence
	return &other
}

// Classify reads a message. It never fails. The reading has the three likeliest labels and the words that spoke for the first
// the most; it is unclassified below the confidence asked, and where the label had too few samples.
func (m *Model) Classify(_ context.Context, message Message) (Reading, error) {
	return m.Read(message.Body()), nil
}

// The most guesses and pieces of evidence that a model gives.
const (
	mostGuesses  = 3
	mostEvidence = 5
)

// Read reads a text as Classify does a message.
func (m *Model) Read(text string) Reading {
	d := drafts.Get().(*draft)
	defer drafts.Put(d)
	d.read(m, text)
	top := best(d.scores, mostGuesses)
	r := Reading{Language: Unknown, By: "model", Guesses: make([]Guess, len(top))}
	for i, k := range top {
		kind, intent := split(m.labels[k])
		r.Guesses[i] = Guess{kind, intent, rounded(m.confidence(d, k, top))}
	}
	first := r.Guesses[0]
	r.Type, r.Intent, r.Confidence = first.Type, first.Intent, first.Confidence
	r.Evidence = d.evidence(m, top[0])
	switch n := m.counts[top[0]]; {
	case len(d.terms) == 0:
		return r.undecided("no word of it is known")
	case r.Confidence < m.figures.Scope:
		return r.undecided(fmt.Sprintf("out of scope: %s is %.2f sure, less than %.2f", label(r.Type, r.Intent), r.Confidence, m.figures.Scope))
	case n < m.least:
		return r.undecided(fmt.Sprintf("%s has %d samples, fewer than %d", label(r.Type, r.Intent), n, m.least))
	}
	return r.Asking(m.asks)
}

// confidence returns how sure a class is: by its lead before the best other one.
func (m *Model) confidence(d *draft, class int, top []int) float64 {
	if len(d.terms) == 0 {
		return 0
	}
	rival := top[0]
	if rival == class {
		rival = top[1]
	}
	return m.trust.of(float64(d.scores[class]), float64(d.scores[class]-d.scores[rival]))
}

// try reads a sample whose class is known.
func (m *Model) try(s Sample, class int) trial {
	d := drafts.Get().(*draft)
	defer drafts.Put(d)
	d.read(m, s.Text)
	top := best(d.scores, 2)
	score, lead := float64(d.scores[top[0]]), float64(d.scores[top[0]]-d.scores[top[1]])
	blank := len(d.terms) == 0
	if blank {
		score, lead = -1, 0
	}
	return trial{score: score, lead: math.Max(lead, 0), right: top[0] == class, inScope: class != none, blank: blank, class: top[0]}
}

// draft is what is worked out of one message on the way to its reading.
type draft struct {
	folded
	grams  []gram
	terms  []term
	scores []float32
	sums   []float32 // by word, then by pair: what spoke for a class
}

var drafts = sync.Pool{New: func() any { return new(draft) }}

func (d *draft) read(m *Model, text string) {
	d.fold(text)
	d.grams = appendGrams(d.grams[:0], &d.folded)
	d.terms = m.weigh(d.terms, d.grams)
	d.scores = m.score(d.scores, d.terms)
}
