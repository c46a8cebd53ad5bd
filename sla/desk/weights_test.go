package desk_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// weightsPack is a desk on which urgent tickets weigh two units.
func weightsPack(tb require.TestingT) *pack.Pack {
	text, err := os.ReadFile("desktest/testdata/weights.yaml")
	require.NoError(tb, err)
	p, err := pack.Read("weights.yaml", text, nil)
	require.NoError(tb, err)
	return p
}

// scales is a desk whose loads are held against its cases.
type scales struct {
	store *desk.Memory
	desk  *desk.Desk
	now   time.Time
	n     int
}

func newScales(tb require.TestingT) *scales {
	s := &scales{store: desk.NewMemory(), now: nine}
	var err error
	s.desk, err = desk.New(desk.Config{Store: s.store, Pack: weightsPack(tb), Now: func() time.Time { return s.now }})
	require.NoError(tb, err)
	return s
}

// event hands in an event, which may be refused.
func (s *scales) event(t require.TestingT, ticket string, kind sla.Kind, fill func(*desk.Event)) {
	s.n++
	ev := desk.Event{Ticket: ticket, Event: sla.Event{Key: fmt.Sprint("e", s.n), Kind: kind, At: sla.At(s.now), By: sla.Agent, Actor: "ana"}}
	if kind == sla.Created {
		ev.By, ev.Actor, ev.Status = sla.Customer, "mara", "open"
	}
	fill(&ev)
	_, err := s.desk.Handle(context.Background(), ev)
	var refusal *desk.Refusal
	if !errors.As(err, &refusal) {
		require.NoError(t, err)
	}
}

// loads returns what the cases carry and what the store says that they do, where it is not nothing.
func (s *scales) loads(t require.TestingT) (cases, loads map[string]int) {
	list, err := s.store.Cases(context.Background(), "", 100)
	require.NoError(t, err)
	cases = map[string]int{}
	for i := range list {
		if agent, units := list[i].Carrier(); units > 0 {
			cases[agent] += units
		}
	}
	stands, err := s.store.Loads(context.Background())
	require.NoError(t, err)
	loads = map[string]int{}
	for agent, p := range stands {
		if p.Load > 0 {
			loads[agent] = p.Load
		}
	}
	return cases, loads
}

// weights returns what each ticket weighs.
func (s *scales) weights(t require.TestingT) map[string]int {
	list, err := s.store.Cases(context.Background(), "", 100)
	require.NoError(t, err)
	weights := map[string]int{}
	for i := range list {
		weights[list[i].Ticket] = max(1, list[i].Units)
	}
	return weights
}

func fields(priority string) func(*desk.Event) {
	return func(ev *desk.Event) { ev.Fields = sla.Fields{"priority": priority} }
}

func TestWeightIsTakenAndGivenBack(t *testing.T) {
	s := newScales(t)
	carries := func(what string, due map[string]int) {
		t.Helper()
		cases, loads := s.loads(t)
		require.Equal(t, due, loads, what)
		require.Equal(t, due, cases, what)
	}
	s.event(t, "T-1", sla.Created, fields("urgent"))
	carries("offered to ana, the only one with the skill", map[string]int{"ana": 2})
	s.event(t, "T-2", sla.Created, fields("urgent"))
	carries("two more are beyond her three", map[string]int{"ana": 2})
	s.event(t, "T-3", sla.Created, fields("normal"))
	carries("ben carries less", map[string]int{"ana": 2, "ben": 1})
	s.event(t, "T-1", sla.Changed, fields("normal"))
	carries("it weighs less now", map[string]int{"ana": 1, "ben": 1})
	n, err := s.desk.Dispatch(context.Background())
	require.NoError(t, err)
	require.Equal(t, 1, n)
	carries("so there is room for the other", map[string]int{"ana": 3, "ben": 1})
	s.event(t, "T-3", sla.Changed, fields("urgent"))
	carries("it weighs more now, and nobody can refuse that", map[string]int{"ana": 3, "ben": 2})
	s.event(t, "T-3", sla.Assigned, func(ev *desk.Event) { ev.Assignee = "lea" })
	carries("it goes to another", map[string]int{"ana": 3, "lea": 2})
	s.event(t, "T-3", sla.StatusSet, func(ev *desk.Event) { ev.Status = "solved" })
	carries("it is solved", map[string]int{"ana": 3})
	s.event(t, "T-3", sla.StatusSet, func(ev *desk.Event) { ev.Status = "open" })
	carries("it is open again", map[string]int{"ana": 3, "lea": 2})
	s.event(t, "T-3", sla.TicketMerged, func(ev *desk.Event) { ev.Into = "T-1" })
	carries("it is merged", map[string]int{"ana": 3})
}

// Law: what agents carry is the sum of what their tickets weigh, and an offer never goes beyond what one may carry.
func TestLawLoadsAreTheWeightsOfCases(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newScales(t)
		most := map[string]int{"ana": 3, "ben": 2, "lea": 5}
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			s.now = s.now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "minutes")) * time.Minute)
			_, before := s.loads(t)
			weights := s.weights(t)
			grew := s.happens(t)
			cases, loads := s.loads(t)
			require.Equal(t, cases, loads)
			for ticket, weight := range s.weights(t) {
				was, known := weights[ticket]
				grew = grew || known && weight > was // a ladder made a ticket urgent
			}
			for agent, n := range loads {
				if n > before[agent] && !grew {
					require.LessOrEqual(t, n, most[agent], agent)
				}
			}
		}
	})
}

// happens lets something happen, and says whether it may give an agent more than there is room for: what the host assigns, what
// becomes another kind, and what goes back to who had it.
func (s *scales) happens(t *rapid.T) (grew bool) {
	ticket := word(t, "T-1", "T-2", "T-3", "T-4")
	switch kind := rapid.SampledFrom([]sla.Kind{
		sla.Created, sla.Created, sla.Changed, sla.Assigned, sla.StatusSet, desk.Accept, desk.Decline, desk.Move, sla.TicketMerged, "dispatch", "sweep",
	}).Draw(t, "kind"); kind {
	case "dispatch":
		_, err := s.desk.Dispatch(context.Background())
		require.NoError(t, err)
	case "sweep":
		_, err := s.desk.Sweep(context.Background())
		require.NoError(t, err)
	case desk.Accept, desk.Decline:
		c, _ := s.store.Load(context.Background(), ticket) // an unknown ticket has no offer
		s.event(t, ticket, kind, func(ev *desk.Event) { ev.Actor = c.Handoff.Agent })
	default:
		s.event(t, ticket, kind, func(ev *desk.Event) {
			ev.Assignee, ev.Status, ev.Queue, ev.Into = word(t, "ana", "ben", ""), word(t, "open", "solved"), word(t, "support", "second"), "T-0"
			ev.Fields = sla.Fields{"priority": word(t, "urgent", "normal")}
			switch kind {
			case sla.Created:
				ev.Assignee, ev.Queue, ev.Into, ev.Status = "", "", "", "open"
			case sla.Changed:
				ev.Assignee, ev.Status, ev.Queue, ev.Into = "", "", "", ""
			case sla.Assigned:
				ev.Status, ev.Queue, ev.Into, ev.Fields = "", "", "", nil
			case sla.StatusSet:
				ev.Assignee, ev.Queue, ev.Into, ev.Fields = "", "", "", nil
			case desk.Move:
				ev.Assignee, ev.Status, ev.Into, ev.Fields = "", "", "", nil
			case sla.TicketMerged:
				ev.Assignee, ev.Status, ev.Queue, ev.Fields = "", "", "", nil
			}
		})
		grew = kind == sla.Changed || kind == sla.Assigned || kind == sla.StatusSet
	}
	return grew
}
