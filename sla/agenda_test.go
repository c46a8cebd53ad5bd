package sla_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
)

// TestAgendaLaw: an agenda yields exactly what a sorted list of the same wakes would.
func TestAgendaLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var agenda sla.Agenda
		want := map[string]sla.Instant{}
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			if rapid.IntRange(0, 4).Draw(t, "act") == 0 {
				now := sla.Instant(rapid.IntRange(0, 60).Draw(t, "now"))
				require.Equal(t, due(want, now), drain(&agenda, now))
				continue
			}
			ticket := fmt.Sprint("t", rapid.IntRange(0, 20).Draw(t, "ticket"))
			at := sla.Instant(rapid.IntRange(0, 50).Draw(t, "at"))
			agenda.Set(ticket, at)
			delete(want, ticket)
			if at != 0 {
				want[ticket] = at
			}
			require.Equal(t, len(want), agenda.Len())
		}
	})
}

// due takes out of the wakes those not after now, in the order in which an agenda yields them.
func due(wakes map[string]sla.Instant, now sla.Instant) []string {
	var tickets []string
	for ticket, at := range wakes {
		if at <= now {
			tickets = append(tickets, ticket)
		}
	}
	slices.SortFunc(tickets, func(a, b string) int { return cmp.Or(cmp.Compare(wakes[a], wakes[b]), cmp.Compare(a, b)) })
	for _, ticket := range tickets {
		delete(wakes, ticket)
	}
	return tickets
}

func drain(agenda *sla.Agenda, now sla.Instant) []string {
	var tickets []string
	for {
		ticket, ok := agenda.Due(now)
		if !ok {
			return tickets
		}
		tickets = append(tickets, ticket)
	}
}

func TestAgendaNext(t *testing.T) {
	var agenda sla.Agenda
	_, ok := agenda.Next()
	require.False(t, ok)
	agenda.Set("b", 7)
	agenda.Set("a", 9)
	next, ok := agenda.Next()
	require.True(t, ok)
	require.Equal(t, sla.Instant(7), next)
}
