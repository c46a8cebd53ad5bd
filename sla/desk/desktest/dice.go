package desktest

// dice draws numbers that look random from one seed, by SplitMix64 (Steele, Lea and Flood, 2014): the same seed gives the same
// numbers everywhere.
type dice uint64

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// roll returns a number from 0 to n-1.
func (d *dice) roll(n int) int { return int(d.next() % uint64(n)) }

// chance says yes in so many of 100 cases.
func (d *dice) chance(percent int) bool { return d.roll(100) < percent }

// pick returns one of the list.
func pick[T any](d *dice, list ...T) T { return list[d.roll(len(list))] }
