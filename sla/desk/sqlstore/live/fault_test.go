package live_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/live/tap"
)

// plan cuts off one step, by its number from 0. With death the process makes no step afterwards.
type plan struct {
	mu    sync.Mutex
	steps int
	at    int
	cut   tap.Cut
	death bool
	dead  bool
	what  string // the step that was cut off
}

// hook returns what becomes of a step.
func (p *plan) hook(s tap.Step) tap.Cut {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dead {
		return tap.Before
	}
	p.steps++
	if p.steps-1 != p.at {
		return tap.None
	}
	p.dead, p.what = p.death, fmt.Sprint(s.Kind, " ", s.Text)
	return p.cut
}

// life is what happens to a store: each act is made again until it succeeds, by a new process if the old one died.
type life struct {
	t      *testing.T
	engine engine
	source string
	plan   *plan
	db     *sql.DB
	store  *sqlstore.Store
	now    sla.Instant
}

// acts are what happens. Each can be made again: what was done before is not done twice.
var acts = []func(l *life, ctx context.Context) error{
	(*life).open,
	func(l *life, ctx context.Context) error {
		return l.once(ctx, "T-1", "opened", ops(put("k1", noon), put("k2", noon)), carry("ana", 1, 1), wake(noon.Add(time.Minute)))
	},
	func(l *life, ctx context.Context) error { return l.once(ctx, "T-2", "opened", wake(noon)) },
	func(l *life, ctx context.Context) error { return l.once(ctx, "T-1", "answered", ops(put("k3", noon))) },
	(*life).sweep,
	(*life).deliver,
	func(l *life, ctx context.Context) error {
		return l.store.UpdateBucket(ctx, "log:ana", func(outbox.Bucket) (outbox.Bucket, []outbox.Op, error) {
			return outbox.Bucket{Digest: "d"}, []outbox.Op{put("k9", noon.Add(24*time.Hour))}, nil
		})
	},
	func(l *life, ctx context.Context) error {
		err := l.once(ctx, "T-2", "taken", ops(put("k4", noon)), carry("ben", 1, 0), carry("ana", 1, 1))
		if !errors.Is(err, desk.ErrNoRoom) {
			return errors.Join(err, errors.New("ana has no room"))
		}
		return nil
	},
}

// open starts a process, with its tables.
func (l *life) open(ctx context.Context) (err error) {
	hook := l.plan.hook
	if l.plan.dead {
		hook = func(tap.Step) tap.Cut { return tap.None }
	}
	if l.db != nil {
		require.NoError(l.t, l.db.Close())
	}
	l.db = tap.Open(l.engine.driver, l.source, hook)
	l.store, err = sqlstore.New(ctx, sqlstore.Config{DB: l.db, Dialect: l.engine.dialect})
	if err != nil {
		return err
	}
	return l.store.Migrate(ctx)
}

// once changes a ticket unless that was done.
func (l *life) once(ctx context.Context, ticket, what string, parts ...part) error {
	return l.store.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
		for _, t := range c.Taken {
			if t.Key == what {
				return desk.Change{Case: c, Before: c.Head}, nil
			}
		}
		return making(append(parts, func(ch *desk.Change) { ch.Case.Taken = append(ch.Case.Taken, desk.Taken{Key: what}) })...)(c)
	})
}

// sweep takes what is due until nothing is.
func (l *life) sweep(ctx context.Context) error {
	for {
		n, err := l.store.Sweep(ctx, noon.Add(time.Hour), 10, waking(wake(0), lead("swept")))
		if n == 0 || err != nil {
			return err
		}
	}
}

// deliver claims and settles until nothing is due for longer than a lease.
func (l *life) deliver(ctx context.Context) error {
	for quiet := 0; quiet < 2; quiet++ {
		l.now = l.now.Add(time.Minute)
		held, err := l.store.Claim(ctx, l.now, time.Minute, 2)
		if err != nil {
			return err
		}
		for _, d := range held {
			quiet = -1
			o := outbox.Outcome{Key: d.Key, Token: d.Token, Verdict: outbox.Done, At: noon}
			if err := l.store.Settle(ctx, o); err != nil && !errors.Is(err, outbox.ErrFenced) {
				return err
			}
		}
	}
	return nil
}

// lived lives a life under a plan and returns what it left behind.
func lived(t *testing.T, e engine, p *plan) []string {
	t.Helper()
	ctx := context.Background()
	l := &life{t: t, engine: e, source: e.empty(t), plan: p, now: noon}
	for i, act := range acts {
		for tries := 0; ; tries++ {
			err := act(l, ctx)
			if err == nil {
				break
			}
			require.Less(t, tries, 3, "act %d: %v\nafter %s", i, err, p.what)
			if p.dead {
				require.NoError(t, l.open(ctx))
			}
			unlocked(t, l.source)
		}
	}
	require.NoError(t, l.db.Close())
	return dump(t, e.open(t, l.source))
}

// TestEveryStepMayFail: whichever step of a transaction fails or is the last of its process, whether it was done or not, trying
// again leaves the very rows of a life without faults.
func TestEveryStepMayFail(t *testing.T) {
	onEach(t, func(t *testing.T, e engine) {
		clean := &plan{at: -1}
		due := lived(t, e, clean)
		require.Greater(t, clean.steps, 40)
		for at := range clean.steps {
			for _, p := range []*plan{
				{at: at, cut: tap.Before}, {at: at, cut: tap.After},
				{at: at, cut: tap.Before, death: true}, {at: at, cut: tap.After, death: true},
			} {
				t.Run(fmt.Sprint(at, p.cut, p.death), func(t *testing.T) {
					got := lived(t, e, p)
					require.Equal(t, due, got, "step %d of %d, cut %d, death %v: %s", at, clean.steps, p.cut, p.death, p.what)
				})
			}
		}
		t.Logf("%d steps, each cut off in four ways", clean.steps)
	})
}
