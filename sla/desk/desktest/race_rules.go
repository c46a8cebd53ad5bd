package desktest

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// raceRules are what must hold when many do the same at once.
var raceRules = []rule{
	{
		name:   "at once: one of sixteen gets the last place",
		broken: "An agent's room is checked in the transaction that takes it: else two tickets take the last place.",
		check:  raceLastPlace,
	},
	{
		name:   "at once: every update of a ticket lands",
		broken: "Updates of one ticket come one after the other, or are refused with ErrConflict: none may overwrite another.",
		check:  raceUpdates,
	},
	{
		name:   "at once: sweepers take each case once",
		broken: "Desks sweep side by side without a leader: each due case is taken by one of them.",
		check:  raceSweeps,
	},
	{
		name:   "at once: workers claim each delivery once",
		broken: "No two workers may hold one delivery: it would be sent twice.",
		check:  raceClaims,
	},
	{
		name:   "at once: every turn of a bucket lands",
		broken: "Turns of one bucket come one after the other: else a storm is let through.",
		needs:  []power{throttle},
		check:  raceBuckets,
	},
}

func raceLastPlace(b *bench) {
	const racers = 16
	b.update("first", load("ana", 1, 2))
	errs := together(racers, func(i int) error {
		return b.try(fmt.Sprintf("T%d", i), load("ana", 1, 2), put(fmt.Sprintf("k%d", i)))
	})
	won := 0
	for i, err := range errs {
		if err == nil {
			won++
			continue
		}
		b.is(err, desk.ErrNoRoom)
		b.nothing(fmt.Sprintf("T%d", i))
	}
	b.same("the number who got the last place", won, 1)
	b.loads("ana", 2)
	b.same("the number of notices", len(b.claim(noon, 100)), 1)
}

// again runs fn until it meets no conflict.
func again(fn func() error) error {
	for {
		if err := fn(); !errors.Is(err, desk.ErrConflict) {
			return err
		}
	}
}

func raceUpdates(b *bench) {
	const racers, turns = 8, 10
	b.no(joined(racers, func(i int) error {
		for j := range turns {
			key := fmt.Sprintf("k%d-%d", i, j)
			if err := again(func() error { return b.try("T", put(key), load("ana", 1, 0)) }); err != nil {
				return err
			}
		}
		return nil
	}))
	b.same("the sequence of the head", b.see("T").Head.Seq, uint64(racers*turns))
	b.loads("ana", racers*turns)
	b.same("the number of notices", len(b.claim(noon, 1000)), racers*turns)
	if reader.in(b) {
		b.chain("T")
	}
}

func raceSweeps(b *bench) {
	const cases, sweepers = 40, 4
	for i := range cases {
		b.update(fmt.Sprintf("T%02d", i), wake(noon))
	}
	b.no(joined(sweepers, func(i int) error {
		for range cases {
			_, err := b.store.Sweep(b.ctx, noon, 3, func(c desk.Case, _ sla.Instant) (desk.Change, error) {
				return draft(c, wake(0), put(fmt.Sprintf("%s by %d", c.Ticket, i)))
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	for i := range cases {
		b.same("the sequence of a swept case", b.see(fmt.Sprintf("T%02d", i)).Head.Seq, uint64(2))
	}
	b.same("the number of notices", len(b.claim(noon, 1000)), cases)
}

func raceClaims(b *bench) {
	const notices, workers = 60, 6
	for i := range notices {
		b.update("T", put(fmt.Sprintf("k%d", i)))
	}
	var mu sync.Mutex
	var held []outbox.Delivery
	b.no(joined(workers, func(int) error {
		for range notices {
			list, err := b.store.Claim(b.ctx, noon, lease, 3)
			if err != nil {
				return err
			}
			mu.Lock()
			held = append(held, list...)
			mu.Unlock()
		}
		return nil
	}))
	names := keys(held)
	slices.Sort(names)
	b.same("the number claimed", len(names), notices)
	b.same("the number claimed without repeats", len(slices.Compact(names)), notices)
}

func raceBuckets(b *bench) {
	const racers, turns = 8, 10
	b.no(joined(racers, func(int) error {
		for range turns {
			err := b.store.(outbox.Throttle).UpdateBucket(b.ctx, "log:ana", func(next outbox.Bucket) (outbox.Bucket, []outbox.Op, error) {
				next.Count++
				return next, nil, nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	was, err := b.bucket(outbox.Bucket{}, nil)
	b.no(err)
	b.same("the turns of the bucket", was.Count, racers*turns)
}
