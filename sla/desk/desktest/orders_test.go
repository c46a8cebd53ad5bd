package desktest

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// played returns the order in which workers with so many steps each go on.
func played(o *orders, steps []int) string {
	var order strings.Builder
	left := slices.Clone(steps)
	for present := -1; ; order.WriteByte(byte('A' + present)) {
		var ready []int
		for worker, n := range left {
			if n > 0 {
				ready = append(ready, worker)
			}
		}
		if len(ready) == 0 {
			return order.String()
		}
		present = o.choose(ready, present)
		left[present]--
	}
}

// all returns every order of steps with no more than so many switches away from one who could have gone on.
func all(steps []int, present, switches int) (list []string) {
	done := true
	for worker, n := range steps {
		if n == 0 {
			continue
		}
		done = false
		rest := switches
		if present >= 0 && worker != present && steps[present] > 0 {
			rest--
		}
		if rest < 0 {
			continue
		}
		left := slices.Clone(steps)
		left[worker]--
		for _, order := range all(left, worker, rest) {
			list = append(list, string(rune('A'+worker))+order)
		}
	}
	if done {
		return []string{""}
	}
	return list
}

// Every order with few switches is walked through, and once.
func TestLawEveryOrderOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.SliceOfN(rapid.IntRange(1, 4), 1, 3).Draw(t, "steps")
		switches := rapid.IntRange(0, 3).Draw(t, "switches")
		var found []string
		for o := (orders{switches: switches, walked: 1 << 20}); o.next(); {
			found = append(found, played(&o, steps))
		}
		require.ElementsMatch(t, all(steps, -1, switches), found)
	})
}

// Beyond the orders that are walked through, so many are drawn, the same each time.
func TestOrdersAreDrawnFromASeed(t *testing.T) {
	draw := func(walked int) (found []string) {
		for o := (orders{switches: 2, walked: walked, drawn: 7}); o.next(); {
			found = append(found, played(&o, []int{4, 4}))
		}
		return found
	}
	require.Len(t, draw(5), 5+7)
	require.Len(t, draw(1<<20), len(all([]int{4, 4}, -1, 2))+7)
	require.Equal(t, draw(5), draw(5))
}
