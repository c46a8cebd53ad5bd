package desktest

import (
	"flag"
	"runtime"
	"testing"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

var seeds = flag.Int("seeds", 500, "how many lives TestSoak lives")

// Whatever happens in a life, what must hold holds at its end.
func TestSoak(t *testing.T) {
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for seed := w; seed < *seeds && !t.Failed(); seed += workers {
				Soak(t, func(*testing.T) Store { return desk.NewMemory() }, uint64(seed))
			}
		})
	}
}
