package sqlstore

import (
	"cmp"
	"context"
	"math"
	"sync"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// mark is a place in an index of what is due: by instant, then by key.
type mark struct {
	at  sla.Instant
	key string
}

// lowest stands before every mark, highest after.
var lowest, highest = mark{at: math.MinInt64}, mark{at: math.MaxInt64}

// lower returns the lower of two marks.
func lower(a, b mark) mark {
	if cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.key, b.key)) <= 0 {
		return a
	}
	return b
}

// floor is the mark below which nothing is due, as far as this process knows, so that a look need not pass over the old
// versions of rows below it: while some transaction anywhere stays open, the database can take none of them away.
//
// What this process writes below the floor lowers it, and holds it down until it is committed. What another one writes there, or
// commits in a transaction of the host after the store was through with it, is found by a look at the whole index, which is
// taken again and again: see Config.Recheck.
type floor struct {
	recheck time.Duration

	mu     sync.Mutex
	at     mark
	held   map[*work]mark // what is written and not yet committed
	lowers int            // counts what was committed; a look that began before is no reason to raise the floor
	whole  sla.Instant    // when the whole index was looked at, by the database's clock
}

// late is how long before the database's clock a floor stays, as changes are written with an instant that is a little past.
const late = 2 * time.Second

// newFloor returns a floor at the lowest mark.
func newFloor(recheck time.Duration) *floor {
	return &floor{recheck: recheck, at: lowest, held: map[*work]mark{}}
}

// now returns the floor and how often it was lowered.
func (f *floor) now() (mark, int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at, f.lowers
}

// stale says whether it is time to look at the whole index.
func (f *floor) stale(clock sla.Instant) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	since := clock.Sub(f.whole)
	return since < 0 || since >= f.recheck
}

// raise takes what a look found first: highest is nothing. If the floor was lowered since the look began, it is not raised.
func (f *floor) raise(l look, lowers int) {
	if l.clock == 0 || f.recheck < 0 {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if l.from == lowest {
		f.whole = l.clock
	}
	to := lower(l.first, mark{at: l.clock.Add(-late)})
	if f.lowers != lowers {
		to = lower(to, f.at)
	}
	f.at = to
	for _, to := range f.held {
		f.at = lower(f.at, to)
	}
}

// hold lowers the floor to a mark that is about to be written, and holds it there until work is over.
func (f *floor) hold(w *work, to mark) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if before, again := f.held[w]; again {
		to = lower(before, to)
	}
	f.at, f.held[w] = lower(f.at, to), to
}

// release lets go what work has held, now that it is over.
func (f *floor) release(w *work) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, held := f.held[w]; held {
		delete(f.held, w)
		f.lowers++
	}
}

// drop lowers the floor to the lowest mark.
func (f *floor) drop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at = lowest
	f.lowers++
}

// look is what was seen of an index of what is due.
type look struct {
	from  mark        // where it began
	first mark        // the first there is, or highest
	clock sla.Instant // the database's; none when it has no clock
}

// look looks for the first that is due.
func (f *floor) look(ctx context.Context, on runner, q query) (l look, err error) {
	from, lowers := f.now()
	if l, err = lookFrom(ctx, on, q, from); err != nil {
		return l, err
	}
	if from != lowest && f.stale(l.clock) {
		if l, err = lookFrom(ctx, on, q, lowest); err != nil {
			return l, err
		}
	}
	f.raise(l, lowers)
	return l, nil
}

func lookFrom(ctx context.Context, on runner, q query, from mark) (look, error) {
	l := look{from: from}
	var key *string
	_, err := each(ctx, on, q, []any{int64(from.at), from.key}, []any{null{&l.clock}, null{&l.first.at}, &key}, nil)
	if key == nil {
		l.first = highest
	} else {
		l.first.key = *key
	}
	return l, err
}

// until returns until when a caller may take what is due: its own instant or the database's clock, whichever is earlier.
func (l look) until(now sla.Instant) sla.Instant {
	if l.clock == 0 {
		return now
	}
	return min(now, l.clock)
}

// any says whether there is something that a caller may take.
func (l look) any(now sla.Instant) bool { return l.first != highest && l.first.at <= l.until(now) }

// hold lowers the floors of the store to what a batch writes.
func (w *work) hold(b *batch) {
	wakes, frees := highest, highest
	for _, d := range b.drafts {
		if d.Case.Wake != 0 {
			wakes = lower(wakes, mark{d.Case.Wake, d.Case.Ticket})
		}
	}
	for key, p := range b.posts {
		if at := p.free(); at != 0 {
			frees = lower(frees, mark{at, key})
		}
	}
	w.store.wakes.hold(w, wakes)
	w.store.frees.hold(w, frees)
}

// release lets go the floors that work has held.
func (w *work) release() {
	w.store.wakes.release(w)
	w.store.frees.release(w)
}
