package desktest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Fault is what becomes of one call.
type Fault int

// The faults.
const (
	NoFault     Fault = iota
	FailBefore        // the call returns ErrFault and nothing was done
	FailAfter         // it was done, and the call returns ErrFault all the same: the answer was lost
	CrashBefore       // the process dies before it is done: this call and all later ones return ErrCrashed
	CrashAfter        // it was done, and then the process died
)

// String returns what happens.
func (f Fault) String() string {
	return [...]string{"no fault", "fails before it is done", "fails after it was done", "dies before it is done", "dies after it was done"}[f]
}

// The errors of a flaky store.
var (
	// ErrFault says that a call failed by plan.
	ErrFault = errors.New("failed by plan")
	// ErrCrashed says that the process that makes the call has died by plan. Only a new one over the same store goes on.
	ErrCrashed = errors.New("crashed by plan")
)

// Plan says what becomes of each call, by its number from 0 and its name, such as Update or Claim.
type Plan func(n int, call string) Fault

func noFaults(int, string) Fault { return NoFault }

// Flaky returns s as one process sees it whose calls fail by plan. It offers every power of a store if s does, and none else.
func Flaky(s Store, plan Plan) Store { return (&process{plan: plan}).store(s) }

// process is one process of a host: what it calls fails by plan, and once it has crashed nothing reaches the world.
type process struct {
	plan Plan
	gate func(call string) // stops before each call, and while a case is looked at; nil does not

	mu      sync.Mutex
	calls   int
	crashed bool
}

// store returns s as the process sees it.
func (p *process) store(s Store) Store {
	core := flaky{s, p}
	if all, ok := s.(complete); ok {
		return flakyComplete{core, all}
	}
	return core
}

// stop stops at the gate.
func (p *process) stop(call string) {
	if p.gate != nil {
		p.gate(call)
	}
}

// do makes a call, or lets it fail.
func (p *process) do(call string, fn func() error) error {
	p.stop(call)
	fault := p.next(call)
	if fault == FailBefore || fault == CrashBefore {
		return fault.err(call)
	}
	err := fn()
	if fault == FailAfter || fault == CrashAfter {
		return fault.err(call)
	}
	return err
}

// next returns what becomes of the next call.
func (p *process) next(call string) Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.crashed {
		return CrashBefore
	}
	fault := p.plan(p.calls, call)
	p.calls++
	p.crashed = fault == CrashBefore || fault == CrashAfter
	return fault
}

// dead says whether the process has crashed.
func (p *process) dead() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.crashed
}

func (f Fault) err(call string) error {
	if f == CrashBefore || f == CrashAfter {
		return fmt.Errorf("%s: %w", call, ErrCrashed)
	}
	return fmt.Errorf("%s: %w", call, ErrFault)
}

// looks is what a process does between the reading of a case and the writing of its change.
const looks = "looks at the case"

// flaky is a store as a process sees it.
type flaky struct {
	Store
	p *process
}

// Update makes one change of one case, if the plan lets it.
func (f flaky) Update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) error {
	return f.p.do("Update", func() error {
		return f.Store.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
			f.p.stop(looks)
			return fn(c)
		})
	})
}

// Sweep makes a change of each case that is due, if the plan lets it.
func (f flaky) Sweep(ctx context.Context, now sla.Instant, limit int, fn func(desk.Case, sla.Instant) (desk.Change, error)) (n int, err error) {
	err = f.p.do("Sweep", func() error {
		n, err = f.Store.Sweep(ctx, now, limit, func(c desk.Case, now sla.Instant) (desk.Change, error) {
			f.p.stop(looks)
			return fn(c, now)
		})
		return err
	})
	return n, err
}

// Loads returns the loads, if the plan lets it.
func (f flaky) Loads(ctx context.Context) (loads routing.Roster, err error) {
	err = f.p.do("Loads", func() error {
		loads, err = f.Store.Loads(ctx)
		return err
	})
	return loads, err
}

// Claim claims deliveries, if the plan lets it.
func (f flaky) Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) (list []outbox.Delivery, err error) {
	err = f.p.do("Claim", func() error {
		list, err = f.Store.Claim(ctx, now, lease, limit)
		return err
	})
	if err != nil {
		list = nil
	}
	return list, err
}

// Settle applies verdicts, if the plan lets it.
func (f flaky) Settle(ctx context.Context, outcomes ...outbox.Outcome) error {
	return f.p.do("Settle", func() error { return f.Store.Settle(ctx, outcomes...) })
}

// flakyComplete is a complete store as a process sees it. Looks do not fail; the turn of a bucket does.
type flakyComplete struct {
	flaky
	powers
}

// UpdateBucket changes the bucket of an address, if the plan lets it.
func (f flakyComplete) UpdateBucket(ctx context.Context, address string, fn func(outbox.Bucket) (outbox.Bucket, []outbox.Op, error)) error {
	return f.p.do("UpdateBucket", func() error { return f.powers.UpdateBucket(ctx, address, fn) })
}
