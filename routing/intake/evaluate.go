package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Evaluation is how a model did on samples that it did not learn from.
type Evaluation struct {
	// Samples in scope: those with a label, known to the model or not.
	Samples int `json:"samples"`
	// Right is the share of them whose first guess is their label.
	Right float64 `json:"right"`
	// Asked is the confidence that the model asked of itself, Coverage the share of samples in scope that it decided, and Precise
	// the share of the decided ones that are right.
	Asked    float64 `json:"asked"`
	Coverage float64 `json:"coverage"`
	Precise  float64 `json:"precise"`
	// OutOfScope says how samples were told that belong to no label. None is there were none.
	OutOfScope *ScopeFigures `json:"out_of_scope,omitempty"`
	// Labels are the figures of each label, the worst first.
	Labels []LabelFigures `json:"labels"`
	// Unlearned are labels of the samples that the model does not know. None of their samples can be right.
	Unlearned []string `json:"unlearned,omitempty"`
}

// ScopeFigures say how messages out of scope were told.
type ScopeFigures struct {
	Samples int `json:"samples"`
	// Below is the confidence below which a message counts as out of scope.
	Below float64 `json:"below"`
	// Recalled is the share of samples out of scope below it, and Lost the share of samples in scope below it whose guess was
	// right.
	Recalled float64 `json:"recalled"`
	Lost     float64 `json:"lost"`
	// Undecided is the share of samples out of scope that stay unclassified at the confidence asked.
	Undecided float64 `json:"undecided"`
}

// LabelFigures say how a model did on one label.
type LabelFigures struct {
	Label string `json:"label"`
	// Learned is how many samples the model was made of, Samples how many it was tried on.
	Learned int `json:"learned"`
	Samples int `json:"samples"`
	// Right of the samples had the label as first guess. Named are all samples with it as first guess, out of scope ones
	// too.
	Right int `json:"right"`
	Named int `json:"named"`
	// Decided are the samples that the model decided, rightly or not.
	Decided int `json:"decided"`
}

// Evaluate reads samples and counts.
func (m *Model) Evaluate(samples []Sample) Evaluation {
	t := tally{labels: map[string]*LabelFigures{}}
	for i, l := range m.labels {
		t.labels[l] = &LabelFigures{Label: l, Learned: m.counts[i]}
	}
	for _, s := range samples {
		t.count(m, s)
	}
	e := Evaluation{
		Samples: t.samples, Right: ratio(t.right, t.samples), Asked: m.asks,
		Coverage: ratio(t.decided, t.samples), Precise: ratio(t.precise, t.decided),
	}
	if t.outside > 0 {
		e.OutOfScope = &ScopeFigures{
			Samples: t.outside, Below: m.figures.Scope, Recalled: ratio(t.recalled, t.outside),
			Lost: ratio(t.lost, t.samples), Undecided: ratio(t.undecided, t.outside),
		}
	}
	for l, f := range t.labels {
		if f.Samples > 0 || f.Named > 0 {
			e.Labels = append(e.Labels, *f)
		}
		if f.Learned == 0 {
			e.Unlearned = append(e.Unlearned, l)
		}
	}
	slices.Sort(e.Unlearned)
	slices.SortFunc(e.Labels, func(a, b LabelFigures) int {
		return cmp.Or(cmp.Compare(a.share(), b.share()), cmp.Compare(a.Label, b.Label))
	})
	return e
}

func (f LabelFigures) share() float64 { return ratio(f.Right, f.Samples) }

// tally counts readings of samples.
type tally struct {
	samples, right, decided, precise, lost int // in scope
	outside, recalled, undecided           int // out of scope
	labels                                 map[string]*LabelFigures
}

func (t *tally) count(m *Model, s Sample) {
	r := m.Read(s.Text)
	first := label(r.Guesses[0].Type, r.Guesses[0].Intent)
	below := r.Confidence < m.figures.Scope
	t.labels[first].Named++
	if s.Label == OutOfScope {
		t.outside++
		t.recalled += count(below)
		t.undecided += count(!r.Decided())
		return
	}
	f := t.labels[s.Label]
	if f == nil {
		f = &LabelFigures{Label: s.Label}
		t.labels[s.Label] = f
	}
	right := first == s.Label
	f.Samples++
	f.Right += count(right)
	f.Decided += count(r.Decided())
	t.samples++
	t.right += count(right)
	t.lost += count(right && below)
	t.decided += count(r.Decided())
	t.precise += count(r.Decided() && right)
}

// String tells the figures in lines, with the ten worst labels.
func (e Evaluation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d samples, %s right\n", e.Samples, percent(e.Right))
	fmt.Fprintf(&b, "%s decided at confidence %.3f, %s of them right\n", percent(e.Coverage), e.Asked, percent(e.Precise))
	if o := e.OutOfScope; o != nil {
		fmt.Fprintf(&b, "%d out of scope, %s told below %.3f, where %s of the samples in scope are lost; %s undecided\n",
			o.Samples, percent(o.Recalled), o.Below, percent(o.Lost), percent(o.Undecided))
	}
	if len(e.Unlearned) > 0 {
		fmt.Fprintf(&b, "not learned: %s\n", strings.Join(e.Unlearned, ", "))
	}
	fmt.Fprintf(&b, "%-40s %8s %8s %8s %8s %8s\n", "label, the worst first", "learned", "samples", "right", "named", "decided")
	for _, f := range e.Labels[:min(10, len(e.Labels))] {
		fmt.Fprintf(&b, "%-40s %8d %8d %8d %8d %8d\n", f.Label, f.Learned, f.Samples, f.Right, f.Named, f.Decided)
	}
	return b.String()
}

func percent(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }
