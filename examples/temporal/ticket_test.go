package main

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// bench is a trial with a store and an ear, and the acts that are to happen.
type bench struct {
	script
	t      *testing.T
	run    *trial
	pack   *pack.Pack
	strict string // the version of stricter rules that the worker knows too
	store  *desk.Memory
	ear    *ear
	acts   []act
}

// atTen returns a bench on a Monday at ten. Its store is seen through wrap, if there is one.
func atTen(t *testing.T, answer func(escalation.Notice) error, wrap func(desk.Store) desk.Store) *bench {
	b := &bench{t: t, pack: office(t), store: desk.NewMemory()}
	b.at("2026-11-23 10:00")
	ear, notifiers := newEar(answer)
	b.ear = ear
	store := desk.Store(b.store)
	if wrap != nil {
		store = wrap(store)
	}
	strict, err := pack.Read("strict.yaml", bytes.ReplaceAll(deskYAML, []byte("urgent: 1h"), []byte("urgent: 10m")), nil)
	require.NoError(t, err)
	b.strict = strict.Version()
	b.run = newTrial(NewWorkflows(nil, b.pack, strict), &Activities{Store: store, Sender: outbox.Deliverer{Notifiers: notifiers}}, b.now, func(ticket string) State {
		return opened(ticket, b.pack.Version())
	})
	return b
}

// do lets a function run at the present time, which then goes on by a minute.
func (b *bench) do(fn func(done func())) {
	b.acts = append(b.acts, act{b.now, fn})
	b.now = b.now.Add(time.Minute)
}

// event hands in the event that was said last, and checks the answer.
func (b *bench) event(check func(Answer, error)) {
	ev := b.events[len(b.events)-1]
	b.acts = append(b.acts, act{ev.At.Time(), func(done func()) {
		b.run.handle(EventUpdate, ev, func(a Answer, err error) {
			check(a, err)
			done()
		})
	}})
}

// good is the check that an event was taken.
func (b *bench) good(a Answer, err error) {
	require.NoError(b.t, err)
	require.Nil(b.t, a.Refusal)
	require.Equal(b.t, audit.Applied, a.Outcome.Outcome)
}

// play lets all of it happen, and some time pass.
func (b *bench) play(rest time.Duration) {
	require.NoError(b.t, b.run.play(b.acts, b.now.Add(rest)))
}

func (b *bench) load(ticket string) desk.Case {
	c, err := b.store.Load(context.Background(), ticket)
	require.NoError(b.t, err)
	return c
}

// told returns the actions of the trail of a ticket.
func (b *bench) told(ticket string) (actions []string) {
	trail, err := b.store.Trail(context.Background(), ticket, 0, 1000)
	require.NoError(b.t, err)
	for _, sealed := range trail {
		r, err := audit.Open(sealed)
		require.NoError(b.t, err)
		actions = append(actions, r.Action)
	}
	return actions
}

func TestEventThatComesAgainIsTakenOnce(t *testing.T) {
	b := atTen(t, nil, nil)
	b.say("T-1", sla.Created, "mara", open("gold", "urgent"))
	b.event(b.good)
	b.say("T-1", desk.Accept, "ben", nil)
	b.event(b.good)
	accepted := b.events[1]
	for range 2 {
		b.do(func(done func()) {
			require.NoError(t, b.run.env.SignalWorkflowByID(WorkflowID("T-1"), EventSignal, accepted))
			done()
		})
	}
	b.events = append(b.events, accepted)
	b.events[2].At = sla.At(b.now)
	b.event(func(a Answer, err error) {
		require.NoError(t, err)
		require.True(t, a.Outcome.Again)
		require.Equal(t, audit.Applied, a.Outcome.Outcome)
	})
	b.play(time.Minute)
	require.Equal(t, []string{
		"ticket.created", "sla.clock.started", "sla.clock.started", "handoff.offered", "notice.delivered", "handoff.accepted", "ticket.changed",
	}, b.told("T-1"))
}

func TestSignalsPauseAndResume(t *testing.T) {
	b := atTen(t, nil, nil)
	b.say("T-1", sla.Created, "mara", open("gold", "urgent"))
	b.event(b.good)
	cancelled := 0
	b.run.env.SetOnTimerCanceledListener(func(string) { cancelled++ })
	b.say("T-1", desk.Accept, "ben", nil)
	b.say("T-1", sla.Message, "ben", public)
	b.say("T-1", sla.StatusSet, "ben", status("pending"))
	for _, ev := range b.events[1:] {
		b.acts = append(b.acts, act{ev.At.Time(), func(done func()) {
			require.NoError(t, b.run.env.SignalWorkflowByID(WorkflowID("T-1"), EventSignal, ev))
			done()
		}})
	}
	b.play(6 * time.Hour)
	require.Positive(t, cancelled, "the timer of a wake that moved is cancelled")
	require.True(t, b.load("T-1").Paused)
	require.NotContains(t, b.told("T-1"), "sla.breach")
}

func TestEventsOfTheDesksOwnAreRefusedFromOutside(t *testing.T) {
	b := atTen(t, nil, nil)
	b.say("T-1", sla.Created, "mara", open("gold", "urgent"))
	b.event(b.good)
	b.say("T-1", desk.Settled, "mallory", func(ev *desk.Event) {
		ev.Verdict = &outbox.Outcome{Key: "T-1/offer/0/1/ben/", Ticket: "T-1", Verdict: outbox.Done, At: ev.At}
	})
	b.event(func(_ Answer, err error) { require.ErrorContains(t, err, `kind: "settled" is made by the desk itself`) })
	forged := b.events[1]
	b.do(func(done func()) {
		require.NoError(t, b.run.env.SignalWorkflowByID(WorkflowID("T-1"), EventSignal, forged))
		done()
	})
	b.say("T-1", desk.Accept, "ana", nil)
	b.event(func(a Answer, err error) {
		require.NoError(t, err)
		require.Equal(t, desk.NotYours, a.Refusal.Code)
	})
	b.play(time.Minute)
	require.Equal(t, "event.refused", b.told("T-1")[5])
	require.Len(t, b.told("T-1"), 6)
}

func TestNothingRunsForATicketThatNeverWas(t *testing.T) {
	b := atTen(t, nil, nil)
	b.say("T-1", sla.Message, "mara", customer)
	b.event(func(a Answer, err error) {
		require.NoError(t, err)
		require.ErrorIs(t, a.Refusal, desk.ErrUnknownTicket)
	})
	b.say("T-1", sla.Created, "mara", open("gold", "burning"))
	b.event(func(a Answer, err error) {
		require.NoError(t, err)
		require.Equal(t, desk.Malformed, a.Refusal.Code)
	})
	b.do(func(done func()) {
		require.False(t, b.run.started["T-1"])
		done()
	})
	b.say("T-1", sla.Created, "mara", open("gold", "urgent"))
	b.event(b.good)
	b.play(time.Minute)
}

// together lets loads be read only when both have asked: then both want the last place.
type together struct {
	desk.Store
	both *sync.WaitGroup
	once [2]sync.Once
}

func (s *together) Loads(ctx context.Context) (routing.Roster, error) {
	loads, err := s.Store.Loads(ctx)
	for i := range s.once {
		first := false
		s.once[i].Do(func() { first = true })
		if first {
			s.both.Done()
			s.both.Wait()
			break
		}
	}
	return loads, err
}

func TestTwoTicketsNeverTakeOneLastPlace(t *testing.T) {
	both := &sync.WaitGroup{}
	both.Add(2)
	b := atTen(t, nil, func(s desk.Store) desk.Store { return &together{Store: s, both: both} })
	b.say("T-1", sla.Created, "mara", open("gold", "urgent"))
	b.say("T-2", sla.Created, "nora", open("gold", "urgent"))
	b.do(func(done func()) {
		waiting := 2
		for _, ev := range b.events {
			ev.At = sla.At(b.run.env.Now())
			b.run.handle(EventUpdate, ev, func(a Answer, err error) {
				b.good(a, err)
				if waiting--; waiting == 0 {
					done()
				}
			})
		}
	})
	b.play(time.Minute)
	require.ElementsMatch(t, []string{"ana", "ben"}, []string{b.load("T-1").Handoff.Agent, b.load("T-2").Handoff.Agent})
	loads, err := b.store.Loads(t.Context())
	require.NoError(t, err)
	require.Equal(t, []int{1, 1}, []int{loads["ana"].Load, loads["ben"].Load})
}

func TestDeadLettersAreListedReplayedAndDiscarded(t *testing.T) {
	down := true
	b := atTen(t, func(escalation.Notice) error {
		if down {
			return outbox.Permanent(errors.New("the line is down"))
		}
		return nil
	}, nil)
	dead := func() []outbox.Delivery {
		list, err := DeadLetters{b.store, b.run.state}.Dead(context.Background(), "", 10)
		require.NoError(t, err)
		return list
	}
	b.say("T-1", sla.Created, "mara", open("gold", "urgent"))
	b.event(b.good)
	b.say("T-2", sla.Created, "nora", open("gold", "urgent"))
	b.event(b.good)
	b.do(func(done func()) {
		list := dead()
		require.Len(t, list, 2)
		require.Equal(t, "T-1/offer/0/1/ben/", list[0].Key)
		require.Equal(t, "the line is down", list[0].Reason)
		require.Equal(t, 1, list[0].Attempts)
		require.Equal(t, sla.At(list[0].First.Time()), list[0].Last)
		rest, err := DeadLetters{b.store, b.run.state}.Dead(context.Background(), list[0].Key, 10)
		require.NoError(t, err)
		require.Len(t, rest, 1)
		rest, err = DeadLetters{b.store, b.run.state}.Dead(context.Background(), "", -1)
		require.NoError(t, err)
		require.Empty(t, rest)
		done()
	})
	replay := func(ev *desk.Event) { ev.Notice = "T-1/offer/0/1/ben/" }
	b.say("T-1", desk.ReplayDead, "cleo", replay)
	b.event(b.good)
	b.now = b.now.Add(-30 * time.Second)
	b.say("T-1", desk.ReplayDead, "cleo", replay)
	b.event(func(_ Answer, err error) { require.ErrorContains(t, err, "replayed and dead again less than 1m0s ago") })
	b.do(func(done func()) { down = false; done() })
	b.say("T-1", desk.ReplayDead, "cleo", replay)
	b.event(b.good)
	b.say("T-2", desk.DiscardDead, "cleo", func(ev *desk.Event) { ev.Notice, ev.Reason = "T-2/offer/0/1/ana/", "told by phone" })
	b.event(b.good)
	b.do(func(done func()) { require.Empty(t, dead()); done() })
	b.play(time.Minute)
	require.Contains(t, b.ear.heard, "T-1/offer/0/1/ben/")
	require.Equal(t, outbox.Delivered, b.load("T-1").Notices[0].State)
	require.Equal(t, outbox.Discarded, b.load("T-2").Notices[0].State)
}

func TestPanicOfANotifierIsADeadLetterWithItsStack(t *testing.T) {
	b := atTen(t, func(escalation.Notice) error { panic("ouch") }, nil)
	b.say("T-1", sla.Created, "mara", open("gold", "urgent"))
	b.event(b.good)
	b.do(func(done func()) {
		s, err := b.run.state(context.Background(), "T-1")
		require.NoError(t, err)
		require.Contains(t, s.Outbox[0].Reason, "the notifier panicked: ouch\ngoroutine")
		done()
	})
	b.play(time.Minute)
}

func TestReleaseTakesTheNextStepAndMovesNoPromise(t *testing.T) {
	b := atTen(t, nil, nil)
	b.say("T-1", sla.Created, "mara", open("gold", "urgent"))
	b.event(b.good)
	repack := func(version string, check func(error)) {
		b.do(func(done func()) {
			b.run.update("T-1", ReleaseUpdate, version, func(_ any, err error) { check(err); done() })
		})
	}
	repack("none", func(err error) { require.ErrorContains(t, err, `release: unknown version "none"; this worker knows `) })
	repack(b.strict, func(err error) { require.NoError(t, err) })
	due := sla.Instant(0)
	b.do(func(done func()) { due = b.load("T-1").State.Clock("first_response").Due; done() })
	b.say("T-1", desk.Accept, "ben", nil)
	b.event(b.good)
	b.play(time.Minute)
	c := b.load("T-1")
	require.Equal(t, b.strict, c.Release)
	require.Equal(t, due, c.State.Clock("first_response").Due)
	require.Equal(t, due, b.events[0].At.Add(time.Hour))
}

// A ticket that somebody else writes is taken no further: the sender hears it, and the ticket says so.
func TestForeignWriterSetsTheTicketAside(t *testing.T) {
	b := atTen(t, nil, nil)
	b.say("T-1", sla.Created, "mara", open("gold", "urgent"))
	b.event(b.good)
	foreign := desk.Event{Ticket: "T-1", Event: sla.Event{Key: "f1", Kind: sla.Message, By: sla.Agent, Public: true}}
	b.do(func(done func()) {
		other, err := desk.New(desk.Config{Store: b.store, Pack: b.pack, Now: b.run.env.Now})
		require.NoError(t, err)
		foreign.At = sla.At(b.run.env.Now())
		_, err = other.Handle(context.Background(), foreign)
		require.NoError(t, err)
		done()
	})
	b.say("T-1", desk.Tag, "ben", func(ev *desk.Event) { ev.Tags = []string{"vip"} })
	b.event(func(_ Answer, err error) { require.ErrorContains(t, err, desk.ErrConflict.Error()) })
	b.now = b.now.Add(4 * time.Hour)
	b.do(func(done func()) {
		s, err := b.run.state(context.Background(), "T-1")
		require.NoError(t, err)
		require.Contains(t, s.Aside, desk.ErrConflict.Error())
		done()
	})
	b.play(time.Minute)
}

func TestEntryIsStoredOnce(t *testing.T) {
	store := desk.NewMemory()
	a := &Activities{Store: store}
	c := desk.Case{Ticket: "T-1"}
	var entries []Entry
	for i, ev := range []desk.Event{
		{Event: sla.Event{Key: "e1", Kind: sla.Created, By: sla.Customer, Status: "open", Fields: sla.Fields{"tier": "gold", "priority": "urgent"}}},
		{Event: sla.Event{Key: "e2", Kind: sla.Message, By: sla.Agent, Public: true}},
	} {
		ev.Ticket, ev.At = "T-1", sla.At(time.Date(2026, 11, 23, 9, i, 0, 0, time.UTC))
		change, err := desk.Step(office(t), c, desk.Input{Now: ev.At, Event: &ev})
		require.NoError(t, err)
		entries = append(entries, Entry{Case: change.Case, Before: change.Before, Records: change.Records, Loads: change.Loads})
		c = change.Case
	}
	for _, e := range []Entry{entries[0], entries[0], entries[1], entries[1]} {
		kept, err := a.Keep(t.Context(), e)
		require.NoError(t, err)
		require.True(t, kept)
	}
	_, err := a.Keep(t.Context(), entries[0])
	require.ErrorContains(t, err, desk.ErrConflict.Error())
	stored, err := store.Load(t.Context(), "T-1")
	require.NoError(t, err)
	require.Equal(t, c.Head, stored.Head)
	loads, err := store.Loads(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, loads["ben"].Load)
	require.Zero(t, loads["ana"].Load)
}
