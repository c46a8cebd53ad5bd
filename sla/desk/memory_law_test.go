package desk_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// A desk right on a store in memory leaves there what a desk leaves that works through Update alone, and whatever was read or
// made in between stays as it was.
func TestLawADeskOnMemoryLeavesWhatUpdateWould(t *testing.T) {
	p := journeyPack(t)
	rapid.Check(t, func(t *rapid.T) {
		right, through := newStand(t, p, false), newStand(t, p, true)
		var made []outcome
		for _, in := range twoLives(t, p) {
			right.now, through.now = in.Now, in.Now
			switch {
			case in.Event == nil:
				right.sweep(t)
				through.sweep(t)
			case rapid.IntRange(0, 3).Draw(t, "how") == 0:
				change := right.update(t, in)
				made = append(made, outcome{change, documents(t, change)})
				through.update(t, in)
			default:
				require.Equal(t, through.handle(t, in), right.handle(t, in))
			}
			for _, c := range right.cases(t) {
				made = append(made, outcome{desk.Change{Case: c}, document(t, c)})
			}
		}
		require.Equal(t, through.all(t), right.all(t))
		for _, one := range made {
			require.Equal(t, one.alone, one.written(t), "long after")
		}
	})
}

// twoLives are the inputs of two tickets, in the order of time.
func twoLives(t *rapid.T, p *pack.Pack) []desk.Input {
	var inputs []desk.Input
	for _, ticket := range []string{"T-1", "T-2"} {
		l := newLife(p)
		l.ticket, l.c.Ticket = ticket, ticket
		l.live(t, func(desk.Change) {})
		inputs = append(inputs, l.inputs...)
	}
	inputs = slices.DeleteFunc(inputs, func(in desk.Input) bool { return in.Event != nil && in.Event.Own })
	slices.SortStableFunc(inputs, func(a, b desk.Input) int { return cmp.Compare(a.Now, b.Now) })
	return inputs
}

// stand is a store in memory with a desk on it.
type stand struct {
	pack  *pack.Pack
	now   sla.Instant
	store *desk.Memory
	desk  *desk.Desk
}

// newStand returns a stand whose desk sees the store itself, or only that it is a store.
func newStand(t require.TestingT, p *pack.Pack, through bool) *stand {
	s := &stand{pack: p, store: desk.NewMemory()}
	config := desk.Config{Pack: p, Store: s.store, Now: func() time.Time { return s.now.Time() }}
	if through {
		config.Store = struct {
			desk.Store
			desk.Line
		}{s.store, s.store}
	}
	var err error
	s.desk, err = desk.New(config)
	require.NoError(t, err)
	return s
}

func (s *stand) sweep(t *rapid.T) {
	_, err := s.desk.Sweep(t.Context())
	require.NoError(t, err)
}

// handle gives an event to the desk and returns what is said of it.
func (s *stand) handle(t *rapid.T, in desk.Input) any {
	outcome, err := s.desk.Handle(t.Context(), *in.Event)
	if err != nil {
		return err.Error()
	}
	return outcome
}

// update gives an event to the store as a host does that calls Step itself.
func (s *stand) update(t *rapid.T, in desk.Input) (change desk.Change) {
	roster, err := s.desk.Roster(t.Context())
	require.NoError(t, err)
	in.Roster = roster
	err = s.store.Update(t.Context(), in.Event.Ticket, func(c desk.Case) (desk.Change, error) {
		change, err = desk.Step(s.pack, c, in)
		return change, err
	})
	require.NoError(t, err)
	return change
}

func (s *stand) cases(t *rapid.T) []desk.Case {
	list, err := s.store.Cases(t.Context(), "", 10)
	require.NoError(t, err)
	return list
}

// all is everything that stands in the store, as text.
func (s *stand) all(t *rapid.T) (list []string) {
	for _, ticket := range []string{"T-1", "T-2", desk.Door} {
		trail, err := s.store.Trail(t.Context(), ticket, 0, 10_000)
		require.NoError(t, err)
		for _, r := range trail {
			list = append(list, string(r))
		}
	}
	for _, c := range s.cases(t) {
		list = append(list, document(t, c))
	}
	deliveries, err := s.store.Deliveries(t.Context(), "", "", 10_000)
	require.NoError(t, err)
	for i := range deliveries {
		list = append(list, deliveryText(&deliveries[i]))
	}
	return list
}

// deliveryText is what makes a delivery known.
func deliveryText(d *outbox.Delivery) string {
	return d.Key + " " + string(d.State) + " " + d.Next.String() + " " + d.To.Address + " " + d.Text()
}

// What a host gave to Update stays the host's: an event that a desk takes afterwards does not write behind its lists.
func TestMemoryWritesBehindNoListOfTheHost(t *testing.T) {
	b := ring(t, nil)
	b.open("T-1")
	c, err := b.store.Load(t.Context(), "T-1")
	require.NoError(t, err)
	c.Taken = append(make([]desk.Taken, 0, 10), c.Taken...)
	require.NoError(t, b.store.Update(t.Context(), "T-1", func(before desk.Case) (desk.Change, error) {
		return desk.Change{Case: c, Before: before.Head, Wake: true}, nil
	}))
	_, err = b.say("T-1", sla.Message, nil)
	require.NoError(t, err)
	require.Zero(t, c.Taken[:len(c.Taken)+1][len(c.Taken)])
}
