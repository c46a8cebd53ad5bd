package routing_test

import (
	"math/rand/v2"
	"testing"

	"github.com/bellhop-sla/bellhop/routing"
)

// adversaries are ways to list the values of 10,000 rows that are hard on a proof.
var adversaries = []struct {
	name string
	list func(r *rand.Rand, row, dimension, size int) []int
}{
	{"random", randomLists},
	{"single", func(r *rand.Rand, _, _, size int) []int { return []int{r.IntN(size)} }},
	{"few", func(r *rand.Rand, _, _, size int) []int { return r.Perm(size)[:1+r.IntN(3)] }},
	{"almost_any", func(r *rand.Rand, row, d, size int) []int {
		if d != row%6 && d != row/6%6 {
			return nil
		}
		return r.Perm(size)[:1+r.IntN(size-1)]
	}},
	{"all_but_one", func(r *rand.Rand, row, d, size int) []int { return r.Perm(size)[:size-1] }},
	{"checkerboard", func(r *rand.Rand, row, d, size int) []int { return checkerboard(row, d) }},
	{"half_boards", func(r *rand.Rand, row, d, size int) []int { return halves(row, d, size) }},
	{"growing", func(r *rand.Rand, row, d, size int) []int { return upTo(1+row*size/10_000, size) }},
	{"shrinking", func(r *rand.Rand, row, d, size int) []int { return upTo(size-row*size/10_000, size) }},
	{"staircase", func(r *rand.Rand, row, d, size int) []int { return upTo(1+(row>>(2*d))%size, size) }},
	{"partition_then_any", func(r *rand.Rand, row, d, size int) []int {
		if row < 14*12 {
			return [][]int{{row % 14}, {row / 14}, nil, nil, nil, nil}[d]
		}
		return randomLists(r, row, d, size)
	}},
}

// checkerboard lists one value of every dimension, of every second cell.
func checkerboard(row, d int) []int {
	cell := row * 127
	sum := 0
	for i, size := range bigSizes {
		class := cell % size
		cell /= size
		if sum += class; i == len(bigSizes)-1 && sum%2 == 1 {
			class = (class + 1) % size
		}
		if i == d {
			return []int{class}
		}
	}
	return nil
}

// halves lists every second value of a dimension, which ones by the bits of the row.
func halves(row, d, size int) (list []int) {
	for class := row >> d & 1; class < size; class += 2 {
		list = append(list, class)
	}
	if row>>6&(1<<d) != 0 {
		return list[:1+row%len(list)]
	}
	return list
}

func upTo(n, size int) (list []int) {
	for class := range min(n, size) {
		list = append(list, class)
	}
	return list
}

// BenchmarkVerify proves tables of 10,000 rows and 1.27 million cells.
func BenchmarkVerify(b *testing.B) {
	for _, a := range adversaries {
		b.Run(a.name, func(b *testing.B) {
			m := bigMatrix(b, bigTable(3, a.list))
			b.ReportAllocs()
			var p routing.Proof
			for b.Loop() {
				p = m.Verify()
			}
			b.ReportMetric(float64(len(p.Hidden)), "hidden")
			b.ReportMetric(float64(p.Missed), "missed")
			b.ReportMetric(float64(p.Crossing), "crossing")
			rough, more := 0, 0
			for _, h := range p.Hidden {
				if h.Rough {
					rough++
				}
				more += h.More
			}
			b.ReportMetric(float64(rough), "rough")
			b.ReportMetric(float64(more), "unnamed")
			if p.Unfinished {
				b.Fatal("is not finished")
			}
		})
	}
}
