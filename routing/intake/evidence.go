package intake

import (
	"cmp"
	"slices"
)

// evidence returns the words and the pairs of words that spoke the most for a class. What the letters of a word say counts for
// the word. A word that stands twice is told once, with the sum.
func (d *draft) evidence(m *Model, class int) []Evidence {
	n := len(d.words)
	d.sums = append(d.sums[:0], make([]float32, 2*n)...)
	for _, g := range d.grams {
		at := g.last
		if g.kind == pairGram {
			at += n
		}
		d.sums[at] += d.part(m, g, class)
	}
	var all []Evidence
	for i, sum := range d.sums {
		switch {
		case sum == 0:
		case i < n:
			all = append(all, Evidence{Kind: "word", Text: string(d.word(i)), Weight: float64(sum)})
		default:
			text := string(d.text[d.words[i-n-1].from:d.words[i-n].to])
			all = append(all, Evidence{Kind: "phrase", Text: text, Weight: float64(sum)})
		}
	}
	all = summed(all)
	sortEvidence(all)
	return slices.Clip(all[:min(mostEvidence, len(all))])
}

// summed returns the evidence with the same parts told once, rounded, without those that weigh nothing.
func summed(all []Evidence) []Evidence {
	slices.SortFunc(all, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
	})
	out := all[:0]
	for _, e := range all {
		if n := len(out); n > 0 && out[n-1].Kind == e.Kind && out[n-1].Text == e.Text {
			out[n-1].Weight += e.Weight
		} else {
			out = append(out, e)
		}
	}
	for i := range out {
		out[i].Weight = rounded(out[i].Weight)
	}
	return slices.DeleteFunc(out, func(e Evidence) bool { return e.Weight == 0 })
}

// part returns what one occurrence of a gram adds to the score of a class. The value of a term is shared by its occurrences.
func (d *draft) part(m *Model, g gram, class int) float32 {
	f := m.find(g.hash)
	if f < 0 {
		return 0
	}
	i, ok := slices.BinarySearchFunc(d.terms, f, func(t term, f int32) int { return cmp.Compare(t.feature, f) })
	if !ok {
		return 0
	}
	return m.weight(f, class) * d.terms[i].value / d.terms[i].times
}
