package intake

import "math"

// step is what a stored weight counts in: a power of two, so that a weight times it is exact.
const step = 1.0 / 64

// planes are one plane a class over the features: the side on which a message lies, and how far. Most weights are zero and
// are not kept. It is immutable.
type planes struct {
	classes int
	bias    []int16  // by class, in steps
	starts  []uint32 // by feature: where its weights begin; one more for the end
	of      []uint16 // by weight: the class, rising within a feature
	weights []int16  // in steps, none is 0
}

// quantised returns the planes of weights that stand by feature and then by class.
func quantised(classes int, weights, bias []float32) *planes {
	p := &planes{classes: classes, starts: []uint32{0}}
	for _, b := range bias {
		p.bias = append(p.bias, inSteps(b))
	}
	for ; len(weights) > 0; weights = weights[classes:] {
		for k, w := range weights[:classes] {
			if n := inSteps(w); n != 0 {
				p.of, p.weights = append(p.of, uint16(k)), append(p.weights, n)
			}
		}
		p.starts = append(p.starts, uint32(len(p.of)))
	}
	return p
}

func inSteps(w float32) int16 {
	return int16(max(-math.MaxInt16, min(math.MaxInt16, math.Round(float64(w)/step))))
}

// score returns how far a message lies on the side of each class, in scores.
func (p *planes) score(scores []float32, terms []term) []float32 {
	scores = scores[:0]
	for _, b := range p.bias {
		scores = append(scores, float32(b)*step)
	}
	for _, t := range terms {
		from, to := p.starts[t.feature], p.starts[t.feature+1]
		of, weights, value := p.of[from:to], p.weights[from:to], t.value*step
		for i, k := range of {
			scores[k] += float32(weights[i]) * value
		}
	}
	return scores
}

// weight returns the weight of a feature in the plane of a class.
func (p *planes) weight(feature int32, class int) float32 {
	for i := p.starts[feature]; i < p.starts[feature+1]; i++ {
		if int(p.of[i]) == class {
			return float32(p.weights[i]) * step
		}
	}
	return 0
}

// best returns the classes of the n highest scores, the highest first; of equal ones the first class.
func best(scores []float32, n int) []int {
	top := make([]int, 0, n+1)
	for k := range scores {
		at := len(top)
		for at > 0 && scores[top[at-1]] < scores[k] {
			at--
		}
		if at >= n {
			continue
		}
		top = append(top, 0)
		copy(top[at+1:], top[at:])
		top[at] = k
		top = top[:min(n, len(top))]
	}
	return top
}
