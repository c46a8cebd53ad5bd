package sim

import "math/rand/v2"

// chance is a stream of drawn numbers. Equal seeds and names give equal streams.
type chance struct{ *rand.Rand }

func newChance(seed, name uint64) chance { return chance{rand.New(rand.NewPCG(seed, name))} }

// wait draws the time until the next event of a Poisson process with so many events an hour, in hours.
func (c chance) wait(rate float64) float64 { return c.ExpFloat64() / rate }

// among draws a place from shares that add up to 1.
func (c chance) among(shares []float64) int {
	u := c.Float64()
	for i, share := range shares[:len(shares)-1] {
		if u -= share; u < 0 {
			return i
		}
	}
	return len(shares) - 1
}
