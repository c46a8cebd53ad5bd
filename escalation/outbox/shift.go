package outbox

import (
	"context"
	"errors"
	"sync"

	"github.com/bellhop-sla/bellhop/sla"
)

// held is a delivery and the end of its lease by the clock of the deliverer.
type held struct {
	Delivery
	until sla.Instant
}

// claim takes a batch under a lease.
func (d *Deliverer) claim(ctx context.Context) ([]held, error) {
	ctx, cancel := d.bounded(ctx)
	defer cancel()
	ctx, end := d.start(ctx, "outbox.claim")
	now := d.now()
	claimed, err := d.Queue.Claim(ctx, now, d.lease(), d.batch())
	end(err)
	batch := make([]held, len(claimed))
	for i, c := range claimed {
		batch[i] = held{c, now.Add(d.lease())}
	}
	if len(batch) > 0 {
		d.sample(ctx, "outbox.claimed", float64(len(batch)))
		d.sample(ctx, "outbox.lag", now.Sub(batch[0].Next).Seconds())
	}
	return batch, err
}

// shift is a number of workers who make attempts, and one who settles what came of them: all verdicts that have gathered in
// one call.
//
//	feed ──▶ todo ──▶ worker ──▶ verdicts ──▶ settler ──▶ Queue.Settle
type shift struct {
	d        *Deliverer
	todo     chan held
	verdicts chan Outcome
	workers  sync.WaitGroup
	settler  sync.WaitGroup

	mu      sync.Mutex
	settled int
	faults  []error
}

// open starts a shift. Its close has to be called.
func (d *Deliverer) open(ctx context.Context, workers int) *shift {
	s := &shift{d: d, todo: make(chan held), verdicts: make(chan Outcome, d.batch())}
	for range workers {
		s.workers.Go(func() {
			for h := range s.todo {
				s.work(ctx, h)
			}
		})
	}
	s.settler.Go(func() {
		for o := range s.verdicts {
			s.note(d.settle(ctx, s.gather(o)))
		}
	})
	return s
}

// feed gives a batch to the workers as they become free.
func (s *shift) feed(batch []held) {
	for _, h := range batch {
		s.todo <- h
	}
}

// work makes one attempt.
func (s *shift) work(ctx context.Context, h held) {
	switch o, folded, err := s.d.attempt(ctx, h); {
	case errors.Is(err, ErrFenced):
		s.d.log().WarnContext(ctx, refused, "error", err)
	case err != nil:
		s.note(0, err)
		s.verdicts <- s.d.release(h)
	case folded:
		s.note(1, nil)
	default:
		s.verdicts <- o
	}
}

// gather returns a verdict and those that wait behind it.
func (s *shift) gather(first Outcome) []Outcome {
	list := []Outcome{first}
	for len(list) < s.d.batch() {
		select {
		case o, ok := <-s.verdicts:
			if !ok {
				return list
			}
			list = append(list, o)
		default:
			return list
		}
	}
	return list
}

// note counts what was settled and keeps what failed.
func (s *shift) note(settled int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settled += settled
	if err != nil {
		s.faults = append(s.faults, err)
	}
}

// fault returns what failed since it was asked last.
func (s *shift) fault() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := errors.Join(s.faults...)
	s.faults = nil
	return err
}

// close waits until all that was fed is settled, and returns how many deliveries were settled in the shift and what failed.
func (s *shift) close() (int, error) {
	close(s.todo)
	s.workers.Wait()
	close(s.verdicts)
	s.settler.Wait()
	return s.settled, s.fault()
}
