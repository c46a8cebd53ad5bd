package desk_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// gauges is an observer that remembers the last figure of each name.
type gauges struct {
	mu   sync.Mutex
	last map[string]float64
}

func (g *gauges) Start(ctx context.Context, _ string) (context.Context, func(error)) {
	return ctx, func(error) {}
}

func (g *gauges) Sample(_ context.Context, name string, value float64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last[name] = value
}

// uncounted is a store whose deliveries cannot be counted.
type uncounted struct {
	desk.Store
	outbox.Queue
}

// unbridled is one that can be counted and has no buckets.
type unbridled struct {
	uncounted
	outbox.Counter
}

// A desk that runs tells how many notices wait and how many are dead, whatever else its store offers, and nothing of a store
// that cannot tell.
func TestRunTellsHowTheOutboxStands(t *testing.T) {
	for name, c := range map[string]struct {
		store func(*desk.Memory) desk.Store
		tells bool
	}{
		"everything":     {func(m *desk.Memory) desk.Store { return m }, true},
		"no buckets":     {func(m *desk.Memory) desk.Store { return unbridled{uncounted{m, m}, m} }, true},
		"nothing beyond": {func(m *desk.Memory) desk.Store { return uncounted{m, m} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, begun := &gauges{last: map[string]float64{}}, time.Now()
				b := ring(t, func(config *desk.Config) {
					config.Store, config.Observer = c.store(config.Store.(*desk.Memory)), g
					config.Now, config.After = func() time.Time { return nine.Add(time.Since(begun)) }, time.After
					config.Notifiers = nil // every notice becomes a dead letter
				})
				_, err := b.say("T-1", sla.Created, nil)
				require.NoError(t, err)
				ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
				defer cancel()
				require.NoError(t, b.Run(ctx))
				pending, told := g.last["outbox.pending"]
				require.Equal(t, c.tells, told, g.last)
				require.Zero(t, pending)
				require.Equal(t, c.tells, g.last["outbox.dead"] == 1, g.last)
			})
		})
	}
}

// A figure has one name, whether the desk tells it while it runs or when it is asked how it stands.
func TestHealthTellsTheFiguresOfTheOutbox(t *testing.T) {
	g := &gauges{last: map[string]float64{}}
	b := ring(t, func(c *desk.Config) { c.Observer = g })
	b.open("T-1")
	b.now = b.now.Add(time.Minute)
	_, err := b.Health(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]float64{
		"desk.sweep_lag_seconds": 0, "desk.unanswered": 1, "desk.forgotten": 0,
		"outbox.pending": 1, "outbox.dead": 0, "outbox.oldest": 60,
	}, g.last)
}
