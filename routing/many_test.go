package routing_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// many are laws that are tried in many more worlds than rapid draws, since their rarest faults show once in thousands; kinds are
// what has to be met there so many times, so that a law means something.
var many = []struct {
	name  string
	law   func(t require.TestingT, d dice) []string
	first uint64 // seed
	seeds uint64
	least int
	kinds []string
}{
	{"whys", requireWhys, 2 << 32, 4000, 1, []string{
		"carries more", "had one later", "has been idle for less", "has work in hand", "is less skilled", "costs more", "stands later in the queue", "comes later by id",
		"lacks what is preferred",
	}},
	{"reserve", requireReserve, 3 << 32, 3000, 10, []string{"urgent", "waits", "chosen", "preferred", "owner"}},
	{"short", requireShort, 4 << 32, 4000, 2, []string{"has too little left of hours tokyo", "has too little left of hours night", "goes on leave too soon"}},
	{"forecast", requireForecast, 5 << 32, 3000, 20, []string{"in time", "too late", "in time from a later shift", "too late though somebody comes"}},
	{"passed", requirePassed, 6 << 32, 3000, 50, []string{"here", "everywhere"}},
	{"wake", requireWake, 7 << 32, 20_000, 1000, []string{"waits"}},
	{"floor", requireFloor, 8 << 32, 5000, 0, nil},
	{"unserved", requireUnserved, 9 << 32, 400, 5, []string{"all", "one", "both"}},
	{"serving", requireServing, 10 << 32, 500, 3, []string{"none", "some", "all"}},
}

// TestLawsInManyWorlds tries them, each in worlds of its own.
func TestLawsInManyWorlds(t *testing.T) {
	if slow || testing.Short() {
		t.Skip("the race detector makes it ten times slower; without it this counts")
	}
	for _, m := range many {
		t.Run(m.name, func(t *testing.T) {
			met := map[string]int{}
			for seed := range m.seeds {
				for _, kind := range m.law(t, rolled(m.first+seed)) {
					met[kind]++
				}
			}
			for _, kind := range m.kinds {
				require.GreaterOrEqual(t, met[kind], m.least, "%q %v", kind, met)
			}
		})
	}
}
