package routing

import "math/bits"

// bitset is a set of small numbers, 64 in a word.
type bitset []uint64

// newBitset returns an empty set for the numbers below n.
func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) add(i int)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) drop(i int)     { b[i/64] &^= 1 << (i % 64) }
func (b bitset) has(i int) bool { return b[i/64]>>(i%64)&1 != 0 }

// fill puts the numbers below n in.
func (b bitset) fill(n int) {
	for i := range n {
		b.add(i)
	}
}

// first returns the least number of the set, or none.
func (b bitset) first() int {
	for i, w := range b {
		if w != 0 {
			return i*64 + bits.TrailingZeros64(w)
		}
	}
	return none
}

// count returns how many numbers are in the set.
func (b bitset) count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// each calls f with every number of the set from the least on, until f returns false.
func (b bitset) each(f func(int) bool) {
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			if !f(i*64 + bits.TrailingZeros64(w)) {
				return
			}
		}
	}
}

// put adds or drops a number.
func (b bitset) put(i int, in bool) {
	if in {
		b.add(i)
	} else {
		b.drop(i)
	}
}

// join puts the numbers of another set in.
func (b bitset) join(other bitset) {
	other = other[:len(b)]
	for i := range b {
		b[i] |= other[i]
	}
}

// keep drops what is not in c, of which only the first words count.
func (b bitset) keep(c bitset) {
	c = c[:len(b)]
	for i := range b {
		b[i] &= c[i]
	}
}

// leave drops the numbers that are in another set.
func (b bitset) leave(other bitset) {
	other = other[:len(b)]
	for i := range b {
		b[i] &^= other[i]
	}
}

// empty says whether there is no number in the set.
func (b bitset) empty() bool {
	for _, w := range b {
		if w != 0 {
			return false
		}
	}
	return true
}
