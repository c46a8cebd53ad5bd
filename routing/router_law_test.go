package routing_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// TestWorldsAreRich sees that random worlds meet every limit, wait, stage and way to interrupt, so that the laws mean something.
func TestWorldsAreRich(t *testing.T) {
	met := map[string]int{}
	for seed := range uint64(4000) {
		d := rolled(seed)
		w := makeWorld(t, d, false)
		got := w.r.Route(w.request(d), w.roster)
		met["limit "+got.Limit]++
		met["wait "+string(got.Wait)]++
		if got.Stage != "" {
			met[got.Stage[len("stage 1 of "):]]++
			met[fmt.Sprintf("stage, agent %t", got.Agent != "")]++
		}
		met[fmt.Sprintf("interrupts %t", got.Interrupts > 0)]++
		met[fmt.Sprintf("agent %t wake %t", got.Agent != "", got.Wake != 0)]++
	}
	for _, what := range []string{
		"limit hops", "limit visited", "limit declined", "limit nobody", "wait room", "wait reserve", "wait shift", "wait return", "wait stage", "interrupts true",
		"wide: 25% of the promise has passed", "wide: 10m have passed", "wide: 30m on the wall have passed", "far: nobody before is at work",
		"wide: the queue would come to it too late", "wide: nobody before can ever take it", "stage, agent true", "stage, agent false",
	} {
		require.Greater(t, met[what], 4, "%q %v", what, met)
	}
}

// Fit: who is offered a ticket is there, on shift, not on leave, skilled, speaks the language, takes the channel, has room, and is
// neither excluded nor has declined.
func TestLawRouterAgentFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := makeWorld(t, thrown(t), false)
		q := w.request(thrown(t))
		if got := w.r.Route(q, w.roster); got.Agent != "" {
			require.Empty(t, w.wrong(q, got), "%s", got)
		}
	})
}

// Short: who is passed over for too little time has too little, and is back later.
func TestLawTooLittleIsTooLittle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { requireShort(t, thrown(t)) })
}

// requireShort explains a ticket in a world, and returns what is told of those who have too little time left.
func requireShort(t require.TestingT, d dice) (whys []string) {
	w := makeWorld(t, d, false)
	w.spec.Strategy.Fit = true
	w.r = w.compile(t)
	q := w.request(d)
	q.Expect = sla.Duration(1+d(4)) * sla.Duration(100*time.Minute)
	for _, c := range w.r.Explain(q, w.roster).Candidates {
		if strings.HasPrefix(c.Why, "has too little") || c.Why == "goes on leave too soon" {
			require.True(t, w.tooLong(w.agent(c.Agent), q), "%+v", c)
			require.Greater(t, c.Until, q.Now, "%+v", c)
			whys = append(whys, c.Why)
		}
	}
	return whys
}

// Total: a ticket has an agent; or it waits for a later instant; or a limit or a change that may come is named.
func TestLawRouterIsTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := makeWorld(t, thrown(t), false)
		q := w.request(thrown(t))
		requireTotal(t, w, q, w.r.Route(q, w.roster))
	})
}

func requireTotal(t require.TestingT, w world, q routing.Request, got routing.Decision) {
	_, declared := w.r.Queue(got.Queue)
	switch {
	case !declared:
		require.Fail(t, "no such queue", "%s", got)
	case got.Agent != "":
		if got.Wake != 0 || got.Wait != "" || got.Accept <= 0 {
			require.Fail(t, "waits with an agent", "%s", got)
		}
	case got.Wake != 0 && got.Wake <= q.Now:
		require.Fail(t, "wakes in the past", "%s", got)
	case got.Wake == 0 && got.Limit == "" && got.Wait == "" && slices.ContainsFunc(got.Passed, func(p routing.Passed) bool {
		return p.Agent != q.Prefer && p.Agent != q.Owner
	}):
		require.Fail(t, "waits for nothing", "%s", got)
	}
}

// Order: neither the order of the agents nor that of the teams makes a difference.
func TestLawRouterKnowsNoOrderOfAgents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := makeWorld(t, thrown(t), false)
		q := w.request(thrown(t))
		want := w.r.Route(q, w.roster)
		w.spec.Agents = rapid.Permutation(w.spec.Agents).Draw(t, "agents")
		for i := range w.spec.Agents {
			w.spec.Agents[i].Teams = rapid.Permutation(w.spec.Agents[i].Teams).Draw(t, "teams")
		}
		if w.spec.Strategy.Choice != "" && w.spec.Strategy.Choice != routing.Listed {
			want.Passed = nil
			for i := range w.spec.Queues {
				w.spec.Queues[i].Agents = rapid.Permutation(w.spec.Queues[i].Agents).Draw(t, "queue")
			}
		}
		got := w.compile(t).Route(q, w.roster)
		if want.Passed == nil {
			got.Passed = nil
		}
		require.Equal(t, want, got)
	})
}

// Race: when the one who was chosen is excluded, another gets the ticket or it waits, and nothing else becomes of it.
func TestLawLostRaceRoutesToTheNext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := makeWorld(t, thrown(t), true)
		q := w.request(thrown(t))
		q.Prefer, q.Owner = "", ""
		got := w.r.Route(q, w.roster)
		if got.Agent == "" {
			return
		}
		q.Exclude = append(slices.Clone(q.Exclude), got.Agent)
		second := w.r.Route(q, w.roster)
		requireTotal(t, w, q, second)
		if second.Agent != "" {
			require.Empty(t, w.wrong(q, second), "%s", second)
		}
		if got.Next.Agent != "" && got.Next.Agent != got.Agent {
			require.Equal(t, got.Next.Agent, second.Agent, "%s then %s", got, second)
		}
	})
}

// Floor: a floor that is kept over assignments, releases, absences and shifts decides as one that is read anew.
func TestLawFloorAgreesWithRoute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { requireFloor(t, thrown(t)) })
}

// requireFloor routes some tickets on a floor and anew.
func requireFloor(t require.TestingT, d dice) []string {
	w := makeWorld(t, d, false)
	f := w.r.Floor(w.roster, w.now)
	for range 1 + d(6) {
		q := w.request(d)
		want := w.r.Route(q, w.roster)
		want.Passed = nil
		got := f.Pick(q)
		require.Equal(t, want, got)
		require.Equal(t, w.r.Explain(q, w.roster), f.Explain(q))
		if got.Agent != "" {
			w.roster[got.Agent] = w.roster[got.Agent].Taking(got, q.Now)
			f.Assign(got)
		}
		w.change(d, f)
	}
	return nil
}

// change lets something happen to the agents, both on the floor and in the roster.
func (w *world) change(d dice, f *routing.Floor) {
	id := one(d, worldIDs...)
	p := w.roster[id]
	switch d(4) {
	case 0:
		p.Away, p.Offline = !p.Away, d(2) == 0
		f.SetPresent(id, p)
	case 1:
		units := d(p.Load + 1)
		light := min(units, p.Interruptible)
		p.Load, p.Interruptible = p.Load-units, p.Interruptible-light
		if p.Load == 0 {
			p.Idle = w.now
		}
		f.Release(id, units, light)
	default:
		w.now = w.now.Add(time.Duration(d(60)-5) * 30 * time.Minute)
		return
	}
	w.roster[id] = p
}
