package desktest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Soak lives a random life of three tickets over a store, drawn from a seed, and then checks what must hold whatever happened:
//
//   - Two desks work side by side. They are abandoned between two calls, and calls of theirs fail or kill them, before they
//     were done or after.
//   - The time goes on in small and large steps and jumps by -40 s to +80 s with each, so that it also runs back.
//   - Events come late, twice and out of order. One notice in seven is refused by the receiver, before or after it took it in.
//
// At the end nothing fails any more, what was not answered is sent again, and time runs on until nothing is pending. The same
// seed gives the same life. The store must offer every power; where one is absent nothing is checked, and the log says so.
func Soak(t *testing.T, newStore func(t *testing.T) Store, seed uint64) {
	t.Helper()
	build{open: func() Store { return newStore(t) }}.soak(t, seed)
}

// steps is how long a soak is, before it runs out.
const steps = 25

// soak is one life.
type soak struct {
	*world
	*bench
	draw
	tape   *tape
	hosts  [2]*host
	calm   bool         // nothing fails any more
	unsure []desk.Event // handed in without an answer
	taken  []desk.Event
	said   map[string]desk.Taken // what became of an event, by key
}

func (of build) soak(t reporter, seed uint64) {
	t.Helper()
	store := of.open()
	all, ok := store.(complete)
	if !ok {
		t.Logf("not soaked: the store does not offer every power")
		return
	}
	b := &bench{build: of, t: t, broken: fmt.Sprintf("Soak of seed %d.", seed), ctx: context.Background(), store: store}
	read := readPack
	if seed%2 == 1 {
		read = readWeights
	}
	p, err := read()
	b.no(err)
	s := &soak{
		world: &world{of: of, pack: p, now: noon, receiver: receiver{heard: map[string]string{}}},
		bench: b, said: map[string]desk.Taken{},
	}
	s.draw = draw{dice: dice(seed), name: "e", tickets: []string{"T-1", "T-2", "T-3"}, load: s.load}
	s.tape = newTape(all, s.world)
	s.world.store = s.tape
	s.receiver.answer = s.answer
	for range steps {
		s.step()
	}
	s.settle()
	s.judge()
}

// load reads a case.
func (s *soak) load(ticket string) (desk.Case, error) { return s.tape.Load(s.ctx, ticket) }

// plan lets calls fail: three in a hundred.
func (s *soak) plan(int, string) Fault {
	if s.calm || !s.dice.chance(3) {
		return NoFault
	}
	return pick(&s.dice, FailBefore, FailAfter, CrashBefore, CrashAfter)
}

// errReceiver is what a faulty receiver says.
var errReceiver = errors.New("the receiver is out of order")

// answer refuses one notice in seven, before or after it was taken in.
func (s *soak) answer(context.Context, escalation.Notice) (before, after error) {
	if s.calm || !s.dice.chance(15) {
		return nil, nil
	}
	switch s.dice.roll(4) {
	case 0:
		return outbox.Permanent(errReceiver), nil
	case 1:
		return outbox.RetryAfter(errReceiver, 7*time.Minute), nil
	case 2:
		return errReceiver, nil
	}
	return nil, errReceiver
}

// alive returns one of the two processes, in the place of one that died a new one.
func (s *soak) alive() *host {
	i := s.dice.roll(len(s.hosts))
	if s.hosts[i] == nil || s.hosts[i].dead() || s.dice.chance(5) {
		h, err := s.start(s.plan)
		s.no(err)
		s.hosts[i] = h
	}
	return s.hosts[i]
}

// step lets time pass and something happen.
func (s *soak) step() {
	s.now = s.now.Add(pick(&s.dice, time.Second, time.Minute, 10*time.Minute, 3*time.Hour) * time.Duration(s.dice.roll(10)))
	s.now = s.now.Add(time.Duration(s.dice.roll(121)-40) * time.Second)
	h := s.alive()
	switch roll := s.dice.roll(100); {
	case roll < 45:
		s.handle(h, s.event(s.now))
	case roll < 52 && len(s.unsure) > 0:
		s.again(h)
	case roll < 58 && len(s.taken) > 0:
		s.handle(h, pick(&s.dice, s.taken...))
	case roll < 78:
		_, _ = h.desk.Sweep(s.ctx) // it may fail, and is made again
	default:
		for range 1 + s.dice.roll(4) {
			s.deliver(h)
		}
	}
}

// deliver sends one notice. An event for another ticket comes to the desk in it.
func (s *soak) deliver(h *host) int {
	n, _ := h.deliver(s.ctx) // it may fail, and is made again
	return n
}

// handle hands an event to a desk. Without an answer nobody knows whether it was taken, and it is sent again later.
func (s *soak) handle(h *host, ev desk.Event) {
	s.tape.event = &ev
	outcome, err := h.desk.Handle(s.ctx, ev)
	s.tape.event = nil
	var refusal *desk.Refusal
	switch {
	case errors.As(err, &refusal):
		if _, taken := s.said[ev.Key]; taken {
			s.fail("event %s was taken, and then refused: %v", ev.Key, err)
		}
	case err != nil:
		s.unsure = append(s.unsure, ev)
	default:
		if said, ok := s.said[ev.Key]; ok {
			s.same("what became of event "+ev.Key, outcome.Taken, said)
			return
		}
		s.said[ev.Key] = outcome.Taken
		s.taken = append(s.taken, ev)
	}
}

// again sends an event again that had no answer.
func (s *soak) again(h *host) {
	ev := s.unsure[0]
	s.unsure = s.unsure[1:]
	s.handle(h, ev)
}

// horizon is how long tickets are left alone at the end, before they are solved.
const horizon = 30 * time.Hour

// settle runs the life out: nothing fails any more, and time runs on until nothing is pending.
func (s *soak) settle() {
	s.calm = true
	h, err := s.start(s.plan)
	s.no(err)
	for rounds := 0; len(s.unsure) > 0; rounds++ {
		if rounds == 100 {
			s.fail("event %s is never answered", s.unsure[0].Key)
		}
		s.again(h)
	}
	s.until(h, s.now.Add(horizon))
	for _, ticket := range s.tickets {
		solved := s.blank(ticket, sla.StatusSet, s.now)
		solved.Status, solved.By = "solved", sla.Agent
		s.handle(h, solved)
	}
	s.until(h, s.now.Add(horizon))
}

// endless is how many rounds there are before it is plain that they have no end.
const endless = 5000

// until lets the time run to an instant, from one thing that is due to the next.
func (s *soak) until(h *host, end sla.Instant) {
	for rounds := 0; s.now < end; rounds++ {
		if rounds == endless {
			s.fail("there is no end of what is due until %s", s.now)
		}
		s.rest(h)
		s.now = min(s.next(), end)
	}
	s.rest(h)
	s.judgeLoads()
}

// rest sweeps and delivers until nothing is due.
func (s *soak) rest(h *host) {
	for work, rounds := 1, 0; work > 0; rounds++ {
		if rounds == endless {
			s.fail("there is no end of what is due at %s", s.now)
		}
		swept, err := h.desk.Sweep(s.ctx)
		s.no(err)
		sent, err := h.deliver(s.ctx)
		s.no(err)
		work = swept + sent
	}
	forgotten, err := s.tape.Forgotten(s.ctx, s.now.Add(-desk.LongPast))
	s.no(err)
	s.same("the tickets forgotten at "+s.now.String(), len(forgotten), 0)
}

// next returns the next instant at which something is due.
func (s *soak) next() sla.Instant {
	next := s.now.Add(horizon)
	wake, err := s.tape.NextWake(s.ctx)
	s.no(err)
	if wake != 0 {
		next = min(next, max(wake, s.now+1))
	}
	pending, err := s.tape.Deliveries(s.ctx, outbox.Pending, "", 1<<20)
	s.no(err)
	for _, d := range pending {
		next = min(next, max(d.Next, d.Lease, s.now+1))
	}
	return next
}
