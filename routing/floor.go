package routing

import (
	"github.com/bellhop-sla/bellhop/sla"
)

// Floor is how the agents stand, kept from one decision to the next: who is at work and has room. It makes a choice among
// thousands quick. A host that is told of every change keeps one; without it, [Router.Route] reads a roster each time and decides
// the same.
//
// A floor is for one goroutine at a time.
type Floor struct {
	r      *Router
	roster Roster         // where those come from who are not known yet; nil of a floor that is kept
	waits  map[string]int // units of a batch that found nobody, by queue
	kept   bool
	known  bitset
	stand  []Present
	score  []int64
	tie    []int64
	out    bitset   // away or offline
	off    bitset   // out of hours or on leave
	free   []bitset // by place of Router.weights: who has room
	soft   []bitset // by place of Router.weights: who has room when interruptible work is set aside
	barred bitset   // who may not get the ticket that is looked at
	pool   bitset   // who could get it at some time
	short  bitset   // whose shift ends too soon for it
	shifts []shift
	stints []stint // of those whose shift leave begins or ends, the one that ends first before the others
	stays  []stay  // by calendar, of the ticket that is looked at
	now    sla.Instant
	until  sla.Instant // from when on off is to be told anew
	search search
}

// shift is how a calendar stands now.
type shift struct {
	asked, open bool
	told        bool        // opens and closes are known
	began       sla.Instant // when it opened, or no instant
	opens       sla.Instant // when it opens next, or no instant
	closes      sla.Instant // when it closes next, or no instant
}

// newFloor returns a floor with room for the agents of a router.
func newFloor(r *Router) *Floor {
	n := r.crew.size
	f := &Floor{
		r: r, known: newBitset(n), stand: make([]Present, n), score: make([]int64, n), tie: make([]int64, n),
		out: newBitset(n), off: newBitset(n), barred: newBitset(n), pool: newBitset(n), short: newBitset(n),
		shifts: make([]shift, len(r.hours)), stays: make([]stay, len(r.hours)),
	}
	for range r.weights {
		f.free, f.soft = append(f.free, newBitset(n)), append(f.soft, newBitset(n))
	}
	return f
}

// Floor returns a floor on which the agents stand as in a roster.
func (r *Router) Floor(roster Roster, now sla.Instant) *Floor {
	f := newFloor(r)
	f.kept, f.now = true, now
	f.known.fill(r.crew.size)
	for at := range r.agents {
		f.set(at, roster[r.agents[at].id])
	}
	f.look()
	return f
}

// begin makes a floor ready for a decision now, from a roster.
func (f *Floor) begin(roster Roster, now sla.Instant) {
	f.roster, f.now = roster, now
	clear(f.known)
	clear(f.shifts)
}

// end forgets what belongs to the host.
func (f *Floor) end() {
	f.roster = nil
	f.search = search{}
}

// learn makes one agent known.
func (f *Floor) learn(at int) {
	agent := &f.r.agents[at]
	f.known.add(at)
	f.set(at, f.roster[agent.id])
	f.off.put(at, !f.atWork(agent, f.now))
}

// set notes how an agent stands.
func (f *Floor) set(at int, p Present) {
	f.stand[at] = p
	f.out.put(at, p.Away || p.Offline)
	f.carry(at)
}

// carry works out what follows from how much an agent carries.
func (f *Floor) carry(at int) {
	p, room := &f.stand[at], f.r.agents[at].room
	f.score[at], f.tie[at] = f.r.standing(at, p)
	for i, w := range f.r.weights {
		f.free[i].put(at, room == 0 || p.Load+w <= room)
		f.soft[i].put(at, room == 0 || p.Load-p.Interruptible+w <= room)
	}
}

// atWork says whether an agent is on shift and not on leave.
func (f *Floor) atWork(agent *agent, now sla.Instant) bool {
	return (agent.hours == none || f.isOpen(agent.hours)) && agent.leaveAt(now) == nil
}

// isOpen says whether a calendar is open now.
func (f *Floor) isOpen(hours int) bool {
	s := &f.shifts[hours]
	if !s.asked {
		s.asked, s.open = true, f.r.hours[hours].IsOpen(f.now.Time())
	}
	return s.open
}

// shift returns how a calendar stands, with when that changes.
func (f *Floor) shift(hours int) *shift {
	s := &f.shifts[hours]
	f.isOpen(hours)
	if s.told {
		return s
	}
	s.told = true
	now := f.now.Time()
	if t, err := f.r.hours[hours].NextClose(now); err == nil {
		s.closes = sla.At(t)
	}
	from := now
	if s.open && s.closes != 0 {
		from = s.closes.Time()
	}
	if t, err := f.r.hours[hours].PrevOpen(now); err == nil && s.open {
		s.began = sla.At(t)
	}
	if t, err := f.r.hours[hours].NextOpen(from); err == nil && (!s.open || s.closes != 0) {
		s.opens = sla.At(t)
	}
	return s
}

// leaveAt returns the leave that an agent is on at an instant, or nil.
func (a *agent) leaveAt(now sla.Instant) *leave {
	for i := range a.leave {
		if l := &a.leave[i]; l.from <= now && now < l.till {
			return l
		}
	}
	return nil
}

// look tells anew who is at work, and until when that holds.
func (f *Floor) look() {
	clear(f.shifts)
	f.until = forever
	for hours := range f.shifts {
		s := f.shift(hours)
		f.until = soonest(f.until, s.opens)
		f.until = soonest(f.until, s.closes)
	}
	for at := range f.r.agents {
		agent := &f.r.agents[at]
		f.off.put(at, !f.atWork(agent, f.now))
		for i := range agent.leave {
			f.until = soonest(f.until, after(agent.leave[i].from, f.now))
			f.until = soonest(f.until, after(agent.leave[i].till, f.now))
		}
	}
	f.findStints(forever)
}

// soonest returns the earlier of an instant and another that may be none.
func soonest(a, b sla.Instant) sla.Instant {
	if b != 0 && b < a {
		return b
	}
	return a
}

// after returns an instant that is later than now, or none.
func after(i, now sla.Instant) sla.Instant {
	if i > now {
		return i
	}
	return 0
}

// Advance moves the floor to an instant: shifts begin and end. It may also move back.
func (f *Floor) Advance(now sla.Instant) {
	back := now < f.now
	f.now = now
	if back || now >= f.until {
		f.look()
	}
}

// SetPresent notes how an agent stands. An unknown agent changes nothing.
func (f *Floor) SetPresent(agent string, p Present) {
	if at, ok := f.r.ids[agent]; ok {
		f.set(at, p)
	}
}

// Present returns how an agent stands.
func (f *Floor) Present(agent string) Present {
	if at, ok := f.r.ids[agent]; ok {
		return f.stand[at]
	}
	return Present{}
}

// Assign notes that the agent of a decision took the ticket or is offered it ([Present.Taking]).
func (f *Floor) Assign(d Decision) {
	if at, ok := f.r.ids[d.Agent]; ok {
		f.set(at, f.stand[at].Taking(d, f.now))
	}
}

// Release notes that an agent no longer carries some units of work, of which some are interruptible.
func (f *Floor) Release(agent string, units, interruptible int) {
	at, ok := f.r.ids[agent]
	if !ok {
		return
	}
	p := &f.stand[at]
	p.Load = max(0, p.Load-units)
	p.Interruptible = min(p.Load, max(0, p.Interruptible-interruptible))
	if p.Load == 0 {
		p.Idle = f.now
	}
	f.carry(at)
}
