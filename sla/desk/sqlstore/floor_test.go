package sqlstore

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
)

// TestLawFloorMissesNothing: whatever is written and looked at in whatever order, a look begins above no mark that this process
// has committed, or that another one committed longer ago than the recheck.
func TestLawFloorMissesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const recheck = 5
		f := newFloor(recheck)
		clock := sla.Instant(time.Hour)
		mine, others := map[mark]bool{}, map[mark]sla.Instant{}
		flying := map[*work]mark{}
		var seen []func() // what looks that have begun will tell
		draw := func() mark {
			return mark{sla.Instant(rapid.IntRange(0, 20).Draw(t, "at")), fmt.Sprint(rapid.IntRange(0, 2).Draw(t, "key"))}
		}
		first := func(from mark) mark {
			at := highest
			for m := range mine {
				if lower(m, from) == from {
					at = lower(at, m)
				}
			}
			for m := range others {
				if lower(m, from) == from {
					at = lower(at, m)
				}
			}
			return at
		}
		t.Repeat(map[string]func(*rapid.T){
			"begin": func(*rapid.T) {
				w := &work{}
				m := draw()
				f.hold(w, m)
				flying[w] = m
			},
			"commit": func(*rapid.T) {
				for w, m := range flying {
					mine[m] = true
					f.release(w)
					delete(flying, w)
					break
				}
			},
			"another": func(*rapid.T) { others[draw()] = clock },
			"done": func(*rapid.T) {
				m := first(lowest)
				delete(mine, m)
				delete(others, m)
			},
			"wait": func(*rapid.T) { clock = clock.Add(time.Duration(rapid.IntRange(0, 8).Draw(t, "wait"))) },
			"look": func(*rapid.T) {
				from, lowers := f.now()
				if from != lowest && f.stale(clock) {
					from = lowest
				}
				l := look{from: from, first: first(from), clock: clock}
				for m := range mine {
					require.Equal(t, from, lower(from, m), "a mark of this process")
				}
				for m, wrote := range others {
					if clock.Sub(wrote) >= recheck {
						require.Equal(t, l.first, lower(l.first, m), "a mark of another process")
					}
				}
				seen = append(seen, func() { f.raise(l, lowers) })
			},
			"see": func(*rapid.T) {
				if len(seen) > 0 {
					seen[0]()
					seen = seen[1:]
				}
			},
		})
	})
}
