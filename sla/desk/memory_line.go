package desk

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/sla"
)

// Waiting returns the cases that wait for an agent.
func (m *Memory) Waiting(ctx context.Context, now sla.Instant, limit int) ([]Case, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := make([]queued, 0, len(m.line))
	for ticket, f := range m.line {
		if m.aside[ticket] == "" {
			list = append(list, newQueued(&f.held, now))
		}
	}
	slices.SortFunc(list, queued.compare)
	cases := make([]Case, min(limit, len(list)))
	for i := range cases {
		cases[i] = list[i].held.Clone()
	}
	return cases, ctx.Err()
}

// queued is a case in its place in the line.
type queued struct {
	held *Case
	late bool // its first due instant is past
	due  sla.Instant
}

func newQueued(c *Case, now sla.Instant) queued {
	due, ok := stateOrNone(c).Due()
	if !ok {
		due = math.MaxInt64
	}
	return queued{c, due < now, due}
}

// compare orders cases as [Line] says.
func (q queued) compare(o queued) int {
	if q.late != o.late {
		if q.late {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(q.due, o.due), strings.Compare(q.held.Ticket, o.held.Ticket))
}
