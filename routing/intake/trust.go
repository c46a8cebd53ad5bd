package intake

import (
	"cmp"
	"math"
	"slices"
)

// trial is what became of a message that the planes had not seen: how far the best class was, how far before the next, and
// whether it was right.
type trial struct {
	score, lead float64
	right       bool
	inScope     bool
	blank       bool // no word of it was known, so that the answer is sure of nothing
	few         bool // the class has too few samples to be decided for
	class       int  // the best one
}

// trust says how likely the best class is right, from its score and its lead: a logistic curve that was fitted on trials.
type trust struct{ base, perScore, perLead float64 }

// of returns the likelihood, above 0 and below 1.
func (t trust) of(score, lead float64) float64 {
	x := t.base + t.perScore*score + t.perLead*lead
	return 1 / (1 + math.Exp(-max(-30, min(30, x))))
}

// calm is how strongly the curve is held back towards one that says nothing, so that trials without a mistake do not make it
// certain.
const calm = 1.0

// fit returns the curve that makes the trials likeliest, by Newton's method.
func fit(trials []trial) trust {
	var w [3]float64
	for range 50 {
		var slope [3]float64
		var bend [3][3]float64
		for j := range w {
			slope[j], bend[j][j] = calm*w[j], calm
		}
		for _, t := range trials {
			x := [3]float64{1, t.score, t.lead}
			p := trust{w[0], w[1], w[2]}.of(t.score, t.lead)
			miss := p
			if t.right {
				miss = p - 1
			}
			for j := range w {
				slope[j] += miss * x[j]
				for k := range w {
					bend[j][k] += p * (1 - p) * x[j] * x[k]
				}
			}
		}
		far := 0.0
		for j, d := range solve3(bend, slope) {
			w[j] -= max(-5, min(5, d))
			far = max(far, math.Abs(d))
		}
		if far < 1e-9 {
			break
		}
	}
	return trust{w[0], w[1], w[2]}
}

// solve3 solves a·x = b for a matrix that is symmetric and positive.
func solve3(a [3][3]float64, b [3]float64) (x [3]float64) {
	for i := range 3 {
		for r := i + 1; r < 3; r++ {
			f := a[r][i] / a[i][i]
			for c := i; c < 3; c++ {
				a[r][c] -= f * a[i][c]
			}
			b[r] -= f * b[i]
		}
	}
	for i := 2; i >= 0; i-- {
		x[i] = b[i]
		for c := i + 1; c < 3; c++ {
			x[i] -= a[i][c] * x[c]
		}
		x[i] /= a[i][i]
	}
	return x
}

// sure returns how likely the answer of a trial is right, rounded as in readings.
func (t trust) sure(a trial) float64 {
	if a.blank {
		return 0
	}
	return rounded(t.of(a.score, a.lead))
}

// ranked returns the likelihoods of trials with the trials, the likeliest first.
func (t trust) ranked(trials []trial) ([]float64, []trial) {
	all := slices.Clone(trials)
	slices.SortStableFunc(all, func(a, b trial) int { return cmp.Compare(t.sure(b), t.sure(a)) })
	likely := make([]float64, len(all))
	for i, a := range all {
		likely[i] = t.sure(a)
	}
	return likely, all
}

// threshold returns the lowest likelihood from which on the share of right answers among those that are decided is at least target,
// and the share of messages in scope that are. What is less likely than scope, blank or of a class with few samples is not decided.
// It is above 1 where there is none.
func (t trust) threshold(trials []trial, target, scope float64) (least, coverage float64) {
	sure, all := t.ranked(trials)
	least = 2
	right, decided, decidedInScope, inScope, covered := 0, 0, 0, 0, 0
	for i, a := range all {
		inScope += count(a.inScope)
		if !a.blank && !a.few && sure[i] >= scope {
			decided++
			right += count(a.right)
			decidedInScope += count(a.inScope)
		}
		last := i+1 == len(all) || sure[i+1] < sure[i]
		if last && sure[i] >= scope && decided > 0 && float64(right) >= target*float64(decided) {
			least, covered = sure[i], decidedInScope
		}
	}
	return least, ratio(covered, inScope)
}

// scope returns the highest likelihood below which at most so large a share of messages in scope lies whose answers are right.
func (t trust) scope(trials []trial, loss float64) float64 {
	sure, all := t.ranked(trials)
	total := 0
	for _, a := range all {
		total += count(a.inScope)
	}
	most, lost := loss*float64(total), 0
	for i := len(all) - 1; i >= 0; i-- {
		if lost += count(all[i].right); float64(lost) > most {
			return sure[i]
		}
	}
	return 0
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// ratio returns part/whole, and 0 of nothing.
func ratio(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
