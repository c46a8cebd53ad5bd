package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// desk returns policies with three clocks a ticket on a calendar with breaks and clock changes.
func desk(tb testing.TB) *sla.Policies {
	tb.Helper()
	hours := calendar.MustParse("Europe/Berlin mon-fri 09:00-12:00 13:00-17:30")
	terms, err := sla.Vocabulary{Fields: map[string]sla.Field{
		"priority": {Values: []string{"urgent", "high", "normal"}},
		"status":   {Values: []string{"open", "pending", "solved", "closed"}},
	}}.Compile()
	require.NoError(tb, err)
	within := func(urgent, high, normal time.Duration) sla.Within {
		return sla.Within{Each: map[string]sla.Goal{
			"urgent": sla.BusinessTime(urgent), "high": sla.BusinessTime(high), "normal": sla.BusinessTime(normal),
		}}
	}
	warnings := []sla.ThresholdSpec{{At: sla.Point{Share: 750_000}}, {At: sla.Point{Offset: sla.Duration(-30 * time.Minute)}}}
	policies, err := sla.Compile(sla.Spec{Policies: []sla.PolicySpec{{
		Name: "standard", When: `priority in ["urgent", "high", "normal"]`, Calendar: "support",
		Targets: []sla.TargetSpec{
			{Metric: sla.FirstResponse, Within: within(time.Hour, 4*time.Hour, 8*time.Hour), Thresholds: warnings},
			{Metric: sla.NextResponse, Within: within(time.Hour, 4*time.Hour, 8*time.Hour), Thresholds: warnings,
				Pause: []sla.PauseSpec{{Status: "pending"}}},
			{Metric: sla.Resolution, Within: within(8*time.Hour, 24*time.Hour, 400*time.Hour), Thresholds: warnings,
				Pause: []sla.PauseSpec{{Status: "pending"}}},
		},
	}}}, terms, map[string]calendar.Calendar{"support": hours})
	require.NoError(tb, err)
	return policies
}

var monday = sla.At(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))

// conversation is a ticket's life of events, minutes apart, from an instant on. It is answered and then goes back and forth.
func conversation(n int, start sla.Instant) []sla.Event {
	events := []sla.Event{{Kind: sla.Created, By: sla.Customer, Status: "open", Fields: sla.Fields{"priority": "normal"}}}
	cycle := []sla.Event{
		{Kind: sla.Message, By: sla.Agent, Public: true},
		{Kind: sla.StatusSet, Status: "pending"},
		{Kind: sla.Message, By: sla.Agent},
		{Kind: sla.StatusSet, Status: "open"},
		{Kind: sla.Message, By: sla.Bot, Public: true},
		{Kind: sla.Message, By: sla.Customer, Public: true},
	}
	for len(events) < n {
		events = append(events, cycle[(len(events)-1)%len(cycle)])
	}
	for i := range events {
		events[i].Key = fmt.Sprintf("e%06d", i)
		events[i].At = start.Add(time.Duration(i) * time.Minute)
	}
	return events[:n]
}

// BenchmarkStep takes one event that says nothing into a ticket with three open clocks: a note, and a pause and its end.
func BenchmarkStep(b *testing.B) {
	policies := desk(b)
	start := conversation(7, monday)
	base, _, err := policies.Rebuild("42", 0, start)
	require.NoError(b, err)
	events := []sla.Event{
		{Kind: sla.Message, By: sla.Agent},
		{Kind: sla.StatusSet, Status: "pending"},
		{Kind: sla.Message, By: sla.Bot, Public: true},
		{Kind: sla.StatusSet, Status: "open"},
	}
	const round = 1024 // events taken before the ticket is set back
	keys := make([]string, round)
	for i := range keys {
		keys[i] = fmt.Sprintf("k%04d", i)
	}
	st, out := base.Clone(), make([]sla.Effect, 0, 8)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%round == 0 {
			base.CopyTo(st)
		}
		ev := events[i%len(events)]
		ev.Key, ev.At = keys[i%round], monday.Add(10*time.Minute+time.Duration(i%round)*time.Millisecond)
		if out, err = policies.Step(st, ev, out[:0]); err != nil || len(out) > 0 {
			b.Fatal(out, err)
		}
	}
}

func BenchmarkView(b *testing.B) {
	policies := desk(b)
	st, _, err := policies.Rebuild("42", 0, conversation(7, monday))
	require.NoError(b, err)
	now := monday.Add(100 * time.Minute)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := policies.View(st, "resolution", now); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReplay rebuilds a ticket of 30 events with three clocks and reports the events a second.
func BenchmarkReplay(b *testing.B) {
	policies := desk(b)
	events := conversation(30, monday)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := policies.Rebuild("42", 0, events); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(events))*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkSweep1M sweeps a million open tickets of one clock, of which a thousand are due, and then none.
func BenchmarkSweep1M(b *testing.B) {
	const open, dueNow = 1_000_000, 1_000
	policies := desk(b)
	states, agenda := make(map[string]*sla.State, open), &sla.Agenda{}
	template, _, err := policies.Rebuild("", 0, conversation(1, monday))
	require.NoError(b, err)
	wake, _ := template.Wake()
	for i := range open {
		ticket := fmt.Sprintf("t%07d", i)
		st := template
		if i < dueNow {
			st = template.Clone()
			st.Ticket = ticket
		}
		states[ticket] = st
		agenda.Set(ticket, wake.Add(time.Duration(i)))
	}
	now := wake.Add(dueNow - 1)
	out := make([]sla.Effect, 0, dueNow)
	saved := make([]*sla.State, dueNow)
	for i := range saved {
		saved[i] = states[fmt.Sprintf("t%07d", i)].Clone()
	}
	b.Run("1000due", func(b *testing.B) {
		for b.Loop() {
			out = sweep(b, policies, states, agenda, now, out[:0])
			b.StopTimer()
			require.Len(b, out, dueNow)
			for i, st := range saved {
				st.CopyTo(states[st.Ticket])
				agenda.Set(st.Ticket, wake.Add(time.Duration(i)))
			}
			b.StartTimer()
		}
	})
	b.Run("none", func(b *testing.B) {
		for b.Loop() {
			out = sweep(b, policies, states, agenda, wake-1, out[:0])
		}
	})
}

func sweep(b *testing.B, policies *sla.Policies, states map[string]*sla.State, agenda *sla.Agenda, now sla.Instant, out []sla.Effect) []sla.Effect {
	for {
		ticket, ok := agenda.Due(now)
		if !ok {
			return out
		}
		var err error
		if out, err = policies.Advance(states[ticket], now, out); err != nil {
			b.Fatal(err)
		}
		next, _ := states[ticket].Wake()
		agenda.Set(ticket, next)
	}
}
