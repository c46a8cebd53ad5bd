package intake

import (
	"cmp"
	"math"
	"slices"
)

// vocabulary is the features that a model knows, in the order of their hashes. A feature that stands in few messages says more
// than one that stands in many.
type vocabulary struct {
	messages int       // how many were counted
	hashes   []uint32  // rising
	counts   []uint32  // by feature: in how many messages it stands, at least 1 and at most messages
	says     []float32 // by feature: how much it says
	table    []int32   // open addressing by the low bits of a hash: a feature plus one, 0 for none
}

// term is one feature of a message and how much of it there is.
type term struct {
	feature int32
	kind    uint32
	times   float32 // how often it stands there
	value   float32
}

// manyMessages is from how many messages on a feature must stand in two of them to be known.
const manyMessages = 1000

// countGrams returns the vocabulary of messages.
func countGrams(messages [][]gram) *vocabulary {
	last, counts := map[uint32]int{}, map[uint32]uint32{}
	for i, grams := range messages {
		for _, g := range grams {
			if last[g.hash] != i+1 {
				last[g.hash] = i + 1
				counts[g.hash]++
			}
		}
	}
	least := uint32(1)
	if len(messages) >= manyMessages {
		least = 2
	}
	v := &vocabulary{messages: len(messages)}
	for h, n := range counts {
		if n >= least {
			v.hashes = append(v.hashes, h)
		}
	}
	slices.Sort(v.hashes)
	for _, h := range v.hashes {
		v.counts = append(v.counts, counts[h])
	}
	v.index()
	return v
}

// index fills what follows from the hashes and the counts.
func (v *vocabulary) index() {
	size := 16
	for size < 2*len(v.hashes) {
		size *= 2
	}
	v.table, v.says = make([]int32, size), make([]float32, len(v.hashes))
	for i, h := range v.hashes {
		at := int(h) & (size - 1)
		for v.table[at] != 0 {
			at = (at + 1) & (size - 1)
		}
		v.table[at] = int32(i) + 1
		v.says[i] = float32(1 + math.Log(float64(1+v.messages)/float64(1+v.counts[i])))
	}
}

// find returns a feature, or -1.
func (v *vocabulary) find(hash uint32) int32 {
	mask := len(v.table) - 1
	for at := int(hash) & mask; v.table[at] != 0; at = (at + 1) & mask {
		if i := v.table[at] - 1; v.hashes[i] == hash {
			return i
		}
	}
	return -1
}

// weigh appends the terms of a message in the order of their features. The words and the letters are each of length one.
func (v *vocabulary) weigh(terms []term, grams []gram) []term {
	terms = terms[:0]
	for _, g := range grams {
		if i := v.find(g.hash); i >= 0 {
			terms = append(terms, term{feature: i, kind: g.kind, times: 1})
		}
	}
	slices.SortFunc(terms, func(a, b term) int { return cmp.Compare(a.feature, b.feature) })
	terms = counted(terms)
	var words, letters float64
	for i := range terms {
		t := &terms[i]
		t.value = float32(1+math.Log(float64(t.times))) * v.says[t.feature]
		if t.kind == letterGram {
			letters += float64(t.value) * float64(t.value)
		} else {
			words += float64(t.value) * float64(t.value)
		}
	}
	scale(terms, float32(1/math.Sqrt(words)), float32(1/math.Sqrt(letters)))
	return terms
}

// counted joins terms of one feature that stand side by side.
func counted(terms []term) []term {
	out := terms[:0]
	for _, t := range terms {
		if n := len(out); n > 0 && out[n-1].feature == t.feature {
			out[n-1].times++
		} else {
			out = append(out, t)
		}
	}
	return out
}

// scale multiplies the terms of words and of letters.
func scale(terms []term, words, letters float32) {
	for i := range terms {
		if terms[i].kind == letterGram {
			terms[i].value *= letters
		} else {
			terms[i].value *= words
		}
	}
}
