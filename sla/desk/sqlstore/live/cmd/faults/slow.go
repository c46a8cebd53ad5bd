package main

import (
	"errors"
	"flag"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// slowFlags are those of a run whose workers stand still in the middle of a notice, for longer than its lease.
func slowFlags(f *flag.FlagSet) func(*stage) error {
	st := stream{lead: 4 * time.Second}
	f.IntVar(&st.clocks, "clocks", 2000, "tickets, with a level each")
	f.DurationVar(&st.length, "length", 24*time.Second, "from the first level to the last")
	halts := f.Int("halts", 3, "how often a worker stands still")
	most := f.Duration("most", time.Second, "how late half of all notices may be")
	return func(s *stage) error { return slow(s, &st, *halts, *most) }
}

// slow halts workers in the middle of a notice.
func slow(s *stage, st *stream, halts int, most time.Duration) error {
	if s.kind == sqlite {
		return errors.New("slow: on SQLite a process that stands still may hold the lock of the whole file; take -db postgres")
	}
	if err := st.open(s); err != nil {
		return err
	}
	h := &halter{lease: s.job().Lease, victims: map[string]string{}}
	s.receiver.heed = h.heed
	if err := s.start(2); err != nil {
		return err
	}
	var asks []func(int) error
	for i := range halts {
		asks = append(asks, st.once(float64(i)/float64(halts), func() error { h.ask(); return nil }))
	}
	p, err := st.finish(s, all(asks...))
	if err != nil {
		return err
	}
	s.sheet.exactly("workers that stood still", len(h.victims), halts)
	s.sheet.within("late by, half of them, with the halted", p.at(0.5), most)
	return s.judgeFenced(h.victims)
}

// halter halts the process from which a notice arrives, and lets it go on when the lease of the notice has run out.
type halter struct {
	lease time.Duration

	mu      sync.Mutex
	asked   int
	halted  bool
	victims map[string]string // key of the notice to the process that had it
}

// ask makes it halt the process from which the next notice arrives.
func (h *halter) ask() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked++
}

// heed halts the process of an arrival, if it was asked to.
func (h *halter) heed(a arrival) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.asked == 0 || h.halted {
		return // one at a time, so that somebody takes over
	}
	pid, err := strconv.Atoi(a.process)
	if err != nil || syscall.Kill(pid, syscall.SIGSTOP) != nil {
		return
	}
	h.asked, h.halted, h.victims[a.key] = h.asked-1, true, a.process
	time.AfterFunc(2*h.lease, func() { h.release(pid) })
}

// release lets a process go on.
func (h *halter) release(pid int) {
	_ = syscall.Kill(pid, syscall.SIGCONT) // one that is gone needs it no more
	h.mu.Lock()
	defer h.mu.Unlock()
	h.halted = false
}

// judgeFenced notes whether another worker took over what the halted ones had in hand, and whether its verdict was kept.
func (s *stage) judgeFenced(victims map[string]string) error {
	// The halted must have had their say before anybody looks.
	if err := s.pause(2 * s.job().Lease); err != nil {
		return err
	}
	all, err := s.database.store.Deliveries(s, "delivered", "", 1<<20)
	if err != nil {
		return err
	}
	taken := 0
	for _, d := range all {
		if _, ok := victims[d.Key]; ok && d.Token > 1 {
			taken++
		}
	}
	s.sheet.exactly("of their notices, taken over and the later verdict kept", taken, len(victims))
	fenced, err := s.pool.said("fenced off")
	s.sheet.atLeast("verdicts that were fenced off", float64(fenced), float64(len(victims)), "")
	return err
}
