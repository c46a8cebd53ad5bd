package sla_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// diary is one ticket whose events are written as "Fri 16:00".
type diary struct {
	t       *testing.T
	p       *sla.Policies
	st      *sla.State
	effects []sla.Effect
}

// when is an instant in the week of Monday, 2 March 2026, or "+Mon" and so on in the one after.
func when(t *testing.T, text string) sla.Instant {
	t.Helper()
	week := 0
	if text[0] == '+' {
		week, text = 7, text[1:]
	}
	clock, err := time.Parse("Mon 15:04", text)
	require.NoError(t, err)
	days := map[string]int{"Mon": 2, "Tue": 3, "Wed": 4, "Thu": 5, "Fri": 6, "Sat": 7, "Sun": 8}
	return sla.At(time.Date(2026, 3, days[text[:3]]+week, clock.Hour(), clock.Minute(), 0, 0, time.UTC))
}

func open(t *testing.T, targets ...sla.TargetSpec) *diary {
	t.Helper()
	terms, err := sla.Vocabulary{}.Compile()
	require.NoError(t, err)
	p, err := sla.Compile(sla.Spec{
		Statuses: sla.Statuses{Categories: map[string][]string{"waiting": {"pending", "on hold"}}},
		Policies: []sla.PolicySpec{{Name: "standard", Calendar: "office", Targets: targets}},
	}, terms, map[string]calendar.Calendar{
		"office": calendar.MustParse("UTC mon-fri 09:00-17:00"),
		"late":   calendar.MustParse("UTC mon-fri 12:00-20:00"),
	})
	require.NoError(t, err)
	return &diary{t: t, p: p, st: sla.NewState("42")}
}

func (d *diary) tell(hour, key string, ev sla.Event) {
	d.t.Helper()
	ev.At, ev.Key = when(d.t, hour), key
	out, err := d.p.Step(d.st, ev, nil)
	require.NoError(d.t, err)
	d.effects = append(d.effects, out...)
}

func (d *diary) opened(hour string) {
	d.t.Helper()
	d.tell(hour, "opened", sla.Event{Kind: sla.Created, By: sla.Customer, Status: "open", Fields: sla.Fields{"priority": "low"}})
}

func (d *diary) status(hour, status string) {
	d.t.Helper()
	d.tell(hour, hour+" "+status, sla.Event{Kind: sla.StatusSet, Status: status})
}

func (d *diary) view(hour, clock string) sla.View {
	d.t.Helper()
	v, err := d.p.View(d.st, clock, when(d.t, hour))
	require.NoError(d.t, err)
	return v
}

func (d *diary) kinds() (list []sla.EffectKind) {
	for _, e := range d.effects {
		list = append(list, e.Kind)
	}
	return list
}

func within(d time.Duration) sla.Within { return sla.Within{All: sla.BusinessTime(d)} }

// hostTicket is a row of a host: an int64 id and one column for the due instant. hostTables is its database.
type (
	hostTicket struct {
		id                 int64
		firstResponseDueAt *time.Time
	}
	hostTables struct{ tickets map[int64]hostTicket }
)

// transaction runs f on a copy and keeps what it wrote when it returns no error.
func (h *hostTables) transaction(f func(tickets map[int64]hostTicket) error) error {
	copied := map[int64]hostTicket{}
	for id, row := range h.tickets {
		copied[id] = row
	}
	err := f(copied)
	if err == nil {
		h.tickets = copied
	}
	return err
}

// Own tables, own transaction: a host inserts its row with the due instant and stores nothing else of ours. A rollback leaves
// nothing, because nothing was written but by the host.
func TestScenarioOwnTablesOwnTransaction(t *testing.T) {
	d := open(t, sla.TargetSpec{Metric: sla.FirstResponse, Within: within(4 * time.Hour)})
	host := &hostTables{tickets: map[int64]hostTicket{}}
	insert := func(id int64, fail error) error {
		return host.transaction(func(tickets map[int64]hostTicket) error {
			st := sla.NewState("")
			_, err := d.p.Step(st, sla.Event{Key: "created", Kind: sla.Created, At: when(t, "Fri 15:00"), By: sla.Customer}, nil)
			if err != nil {
				return err
			}
			due, ok := st.Due()
			require.True(t, ok)
			column := due.Time()
			tickets[id] = hostTicket{id, &column}
			return fail
		})
	}
	rollback := errors.New("rollback")
	require.NoError(t, insert(7, nil))
	require.ErrorIs(t, insert(8, rollback), rollback)
	require.Len(t, host.tickets, 1)
	require.Equal(t, when(t, "+Mon 11:00").Time(), *host.tickets[7].firstResponseDueAt)
}

// Pause by category: paused on Friday at 16:00 with an hour left and resumed on Monday at 11:00, it is due on Monday at 12:00.
func TestScenarioPauseByStatusCategory(t *testing.T) {
	d := open(t, sla.TargetSpec{
		Metric: sla.Resolution, Within: within(8 * time.Hour), Pause: []sla.PauseSpec{{Status: "waiting"}},
	})
	d.opened("Fri 09:00")
	d.status("Fri 16:00", "pending")
	v := d.view("Sat 12:00", "resolution")
	require.Equal(t, sla.Paused, v.Phase)
	require.Zero(t, v.Due, "a paused clock has no due instant")
	require.Equal(t, time.Hour, time.Duration(v.Remaining))
	require.Equal(t, when(t, "+Mon 10:00"), v.DueIfResumed)

	d.status("Sun 10:00", "on hold") // paused already
	d.status("+Mon 11:00", "open")
	d.status("+Mon 11:00", "new") // running already
	require.Equal(t, when(t, "+Mon 12:00"), d.view("+Mon 11:00", "resolution").Due)

	d.status("+Mon 11:30", "pending")
	d.status("+Mon 16:00", "solved") // from the pause: what it stood at counts
	v = d.view("+Tue 12:00", "resolution")
	require.Equal(t, sla.Fulfilled, v.Phase)
	require.False(t, v.Breached)
	require.Equal(t, 7*time.Hour+30*time.Minute, time.Duration(v.Elapsed))
	require.Equal(t, []sla.EffectKind{sla.Met}, d.kinds())
}

// A change midway: two and a half hours of four are used. On a new calendar with eight they are carried; what was met stays
// met; both versions of the terms are told; a cut to two hours breaches at the change and not in the past.
func TestScenarioPriorityChangesMidway(t *testing.T) {
	d := open(t,
		sla.TargetSpec{Metric: sla.FirstResponse, Within: within(time.Hour)},
		sla.TargetSpec{Metric: sla.Resolution, Within: within(4 * time.Hour), Pause: []sla.PauseSpec{{Status: "waiting"}}},
	)
	d.opened("Mon 09:00")
	d.tell("Mon 09:30", "reply", sla.Event{Kind: sla.Message, By: sla.Agent, Public: true})
	d.status("Mon 10:00", "pending")
	d.status("Mon 11:00", "open")
	met, before := d.view("Mon 12:30", "first_response"), d.view("Mon 12:30", "resolution")
	require.Equal(t, 2*time.Hour+30*time.Minute, time.Duration(before.Elapsed))

	retarget := func(hour string, length time.Duration, hours string) {
		d.tell(hour, hour, sla.Event{Kind: sla.Retargeted, Clock: "resolution", Change: &sla.Change{
			Goal: sla.BusinessTime(length), Calendar: hours, Mode: sla.KeepElapsed,
		}})
	}
	retarget("Mon 12:30", 8*time.Hour, "late")
	v := d.view("Mon 12:30", "resolution")
	require.Equal(t, 2*time.Hour+30*time.Minute, time.Duration(v.Elapsed))
	require.Equal(t, 5*time.Hour+30*time.Minute, time.Duration(v.Remaining))
	require.Equal(t, when(t, "Mon 18:00"), v.Due)
	require.Equal(t, met, d.view("Mon 12:30", "first_response"))
	require.NotEqual(t, before.Fingerprint, v.Fingerprint)
	require.Len(t, d.st.Pins, 3, "the terms of both clocks, and the new ones beside the old")

	retarget("Mon 13:00", 2*time.Hour, "")
	require.Equal(t, when(t, "Mon 13:00"), d.view("Mon 14:00", "resolution").BreachedAt)
	require.Equal(t, []sla.EffectKind{sla.Met, sla.Breached}, d.kinds())
}

// Reopening: resolved when 60 % are used, and opened again twice. By choice it goes on, counts the gap, begins anew or stays
// resolved; the resolutions stay in what was told, and nothing is met at once.
func TestScenarioReopen(t *testing.T) {
	run := func(mode sla.Reopen) (*diary, sla.View) {
		d := open(t, sla.TargetSpec{Metric: sla.Resolution, Within: within(10 * time.Hour), Reopen: mode})
		d.opened("Mon 09:00")
		d.status("Mon 15:00", "solved")
		d.status("Tue 09:00", "open")
		require.NotEqual(t, mode != sla.ReopenIgnore, d.view("Tue 09:00", "resolution").Phase == sla.Fulfilled)
		d.status("Tue 10:00", "solved")
		d.status("Wed 09:00", "open")
		return d, d.view("Wed 10:00", "resolution")
	}
	d, v := run(sla.ReopenResume)
	require.Equal(t, 8*time.Hour, time.Duration(v.Elapsed))
	require.Equal(t, when(t, "Wed 12:00"), v.Due)
	require.Equal(t, []sla.EffectKind{sla.Met, sla.Met}, d.kinds())
	require.NotEqual(t, d.effects[0].ID(), d.effects[1].ID())

	d, v = run(sla.ReopenCountGap)
	require.Equal(t, 17*time.Hour, time.Duration(v.Elapsed))
	require.Equal(t, when(t, "Wed 09:00"), v.BreachedAt, "used up while it was resolved, late when it was opened")
	require.Equal(t, []sla.EffectKind{sla.Met, sla.Met, sla.Breached}, d.kinds())

	d, v = run(sla.ReopenNewCycle)
	require.Equal(t, 3, v.Cycle)
	require.Equal(t, time.Hour, time.Duration(v.Elapsed))
	first, err := d.p.ViewCycle(d.st, "resolution", 1, when(t, "Wed 10:00"))
	require.NoError(t, err)
	require.Equal(t, when(t, "Mon 15:00"), first.Ended)

	d, v = run(sla.ReopenIgnore)
	require.Equal(t, sla.Fulfilled, v.Phase)
	require.Equal(t, []sla.EffectKind{sla.Met}, d.kinds())
}
