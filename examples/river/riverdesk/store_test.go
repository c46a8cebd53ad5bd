package riverdesk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// making returns a function that makes a change of a case with ops.
func making(ops ...outbox.Op) func(desk.Case) (desk.Change, error) {
	return func(c desk.Case) (desk.Change, error) {
		next := desk.Change{Case: c, Before: c.Head, Ops: ops}
		next.Case.Format = desk.CaseFormat
		return next, nil
	}
}

// waking does that, and lets the case wake at an instant, or no more.
func waking(at sla.Instant, ops ...outbox.Op) func(desk.Case) (desk.Change, error) {
	return func(c desk.Case) (desk.Change, error) {
		next, err := making(ops...)(c)
		next.Case.Wake, next.Wake = at, true
		return next, err
	}
}

// put returns the op that puts a message.
func put(key, text string) outbox.Op {
	m := outbox.Message{Notice: escalation.Notice{Key: key, Ticket: "T", Runbook: text}, Due: 1}
	return outbox.Op{Kind: outbox.Put, Key: key, Message: &m}
}

// jobs returns how many jobs there are.
func jobs(t *testing.T, d *Desk) (n int) {
	t.Helper()
	require.NoError(t, d.pool.QueryRow(context.Background(), `SELECT count(*) FROM river_job`).Scan(&n))
	return n
}

func TestKeyIsOneJob(t *testing.T) {
	ctx := context.Background()
	d := opened(t, settings(t, database(t), nil))
	require.NoError(t, d.Store().Update(ctx, "T", making(put("a", "x"), put("a", "x"), put("b", "x"))))
	for _, state := range []string{"available", "completed", "discarded", "cancelled"} { // whatever becomes of it
		finalized := state != "available"
		run(t, d, `UPDATE river_job SET state = $1::text::river_job_state, finalized_at = CASE WHEN $2 THEN now() END`, state, finalized)
		require.NoError(t, d.Store().Update(ctx, "T", making(put("a", "x"))))
		require.ErrorIs(t, d.Store().Update(ctx, "T", making(put("c", "x"), put("a", "other"))), outbox.ErrKeyReused)
	}
	require.Equal(t, 2, jobs(t, d))
}

// Those who put other messages under one key at once: one of them puts it, and the others are told.
func TestKeyPutAtOnceIsOneJob(t *testing.T) {
	ctx := context.Background()
	d := opened(t, settings(t, database(t), nil))
	const turns, racers = 10, 4
	for i := range turns {
		var all sync.WaitGroup
		errs := make([]error, racers)
		for j := range racers {
			all.Go(func() {
				errs[j] = desk.ErrConflict
				for errors.Is(errs[j], desk.ErrConflict) {
					errs[j] = d.Store().Update(ctx, fmt.Sprint("T", j), making(put(fmt.Sprint("k", i), fmt.Sprint("text ", j))))
				}
			})
		}
		all.Wait()
		errs = slices.DeleteFunc(errs, func(err error) bool { return errors.Is(err, outbox.ErrKeyReused) })
		require.Equal(t, []error{nil}, errs)
	}
	require.Equal(t, turns, jobs(t, d))
}

// A notice that is refused sets its case aside, and the rest of the batch is swept.
func TestRefusedNoticeSetsItsCaseAside(t *testing.T) {
	ctx := context.Background()
	d := opened(t, settings(t, database(t), nil))
	require.NoError(t, d.Store().Update(ctx, "first", making(put("taken", "x"))))
	for _, ticket := range []string{"a", "poison", "z"} {
		require.NoError(t, d.Store().Update(ctx, ticket, waking(1)))
	}
	swept, err := d.Store().Sweep(ctx, sla.At(time.Now()), 10, func(c desk.Case, _ sla.Instant) (desk.Change, error) {
		key := c.Ticket
		if key == "poison" {
			key = "taken"
		}
		return waking(0, put(key, "y"))(c)
	})
	require.ErrorIs(t, err, outbox.ErrKeyReused)
	require.Equal(t, 2, swept)
	aside, err := d.Store().Aside(ctx)
	require.NoError(t, err)
	require.Contains(t, aside["poison"], "key is already that of another message")
	require.Len(t, aside, 1)
	require.Equal(t, 3, jobs(t, d))
}

// A case that fails stays set aside, also when the only other case of the batch found no room and nothing was swept.
func TestFailedCaseIsSetAsideWhenNothingIsSwept(t *testing.T) {
	ctx := context.Background()
	d := opened(t, settings(t, database(t), nil))
	last := func(c desk.Case) (desk.Change, error) {
		next, err := waking(0)(c)
		next.Loads = []desk.Load{{Agent: "ana", By: 1, Room: 1}}
		return next, err
	}
	require.NoError(t, d.Store().Update(ctx, "first", last))
	for _, ticket := range []string{"full", "poison"} {
		require.NoError(t, d.Store().Update(ctx, ticket, waking(1)))
	}
	swept, err := d.Store().Sweep(ctx, sla.At(time.Now()), 10, func(c desk.Case, _ sla.Instant) (desk.Change, error) {
		if c.Ticket == "poison" {
			return desk.Change{}, errReceiver
		}
		return last(c)
	})
	require.ErrorIs(t, err, desk.ErrNoRoom)
	require.ErrorIs(t, err, errReceiver)
	require.Zero(t, swept)
	aside, err := d.Store().Aside(ctx)
	require.NoError(t, err)
	require.Len(t, aside, 1)
	require.Contains(t, aside, "poison")
}

// When the database fails, the sweep says why.
func TestSweepTellsWhyTheDatabaseFailed(t *testing.T) {
	ctx := context.Background()
	d := opened(t, settings(t, database(t), nil))
	require.NoError(t, d.Store().Update(ctx, "T", waking(1)))
	run(t, d, `ALTER TABLE bellhop_cases ADD CONSTRAINT closed CHECK (false) NOT VALID`)
	swept, err := d.Store().Sweep(ctx, sla.At(time.Now()), 10, func(c desk.Case, _ sla.Instant) (desk.Change, error) { return waking(0)(c) })
	require.ErrorContains(t, err, `violates check constraint "closed"`)
	require.Zero(t, swept)
}

// The host's row, the case and the job are kept together or not at all; a change that is refused leaves the host its own.
func TestBoundStoreKeepsAllOrNothing(t *testing.T) {
	ctx := context.Background()
	d := opened(t, settings(t, database(t), nil))
	run(t, d, `CREATE TABLE tickets (id bigint PRIMARY KEY)`)
	undone := errors.New("undone")
	for id, end := range map[int64]error{1: nil, 2: undone} {
		err := pgx.BeginFunc(ctx, d.pool, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO tickets (id) VALUES ($1)`, id)
			require.NoError(t, err)
			tell(t, d.Bind(d.Store().Bind(tx)), fmt.Sprint(id))
			require.ErrorIs(t, d.Store().Bind(tx).Update(ctx, "T", func(desk.Case) (desk.Change, error) { return desk.Change{}, errReceiver }), errReceiver)
			return end
		})
		require.ErrorIs(t, err, end)
	}
	var ids []int64
	require.NoError(t, d.pool.QueryRow(ctx, `SELECT array_agg(id) FROM tickets`).Scan(&ids))
	require.Equal(t, []int64{1}, ids)
	require.Equal(t, 1, jobs(t, d))
	_, err := d.Store().Load(ctx, "2")
	require.ErrorIs(t, err, desk.ErrUnknownTicket)
}

func TestMigrateSideBySide(t *testing.T) {
	pool := database(t)
	var all sync.WaitGroup
	for range 4 {
		d, err := New(context.Background(), settings(t, pool, nil))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, d.Close()) })
		all.Go(func() {
			if err := d.Migrate(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	tell(t, opened(t, settings(t, pool, nil)).Desk, "T")
}

func TestNewNamesEveryMissingPart(t *testing.T) {
	var c Config
	c.River.RescueStuckJobsAfter = time.Minute
	_, err := New(context.Background(), c)
	require.EqualError(t, err, "pool: missing; open one with pgxpool.New\n"+
		"river.RescueStuckJobsAfter: 1m0s is not more than 1m0s, which one attempt may take\n"+
		"desk.Now: missing; give time.Now")
	c = settings(t, database(t), nil)
	c.Desk.Pack = nil
	_, err = New(context.Background(), c)
	require.ErrorContains(t, err, "pack: missing")
}
