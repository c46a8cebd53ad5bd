package sqlstore

import (
	"errors"
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

// coded is an error of a database.
type coded string

func (c coded) Error() string    { return string(c) }
func (c coded) SQLState() string { return string(c) }

func TestRacesAreTriedAgain(t *testing.T) {
	for err, again := range map[error]bool{
		coded("40001"): true, coded("40P01"): true, coded("23505"): true, coded("22012"): true, errRace: true,
		coded("22021"): false, errors.New("40001"): false,
	} {
		require.Equal(t, again, raced(brokenBy(err)), err)
		require.Equal(t, again, raced(fmt.Errorf("a case: %w", err)), err)
	}
	require.False(t, raced(nil))
}

func TestColumnsAreArrays(t *testing.T) {
	c := newColumns(3)
	c.add("plain", int64(-1), []byte{0, 255})
	c.add(`a "quote", a \ and a `+"\x00\xff", nil, []byte(nil))
	require.Equal(t, []any{`{"plain","a \"quote\", a \\ and a ` + "\uFFFD\uFFFD" + `"}`, `{-1,NULL}`, `{"\\x00ff","\\x"}`}, c.args())
	require.Equal(t, []any{"{}"}, newColumns(1).args())
}
