package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// The faults of an event come in one order, however often it is refused.
func TestReservedFieldsAreRefusedInOneOrder(t *testing.T) {
	p, err := sla.Compile(sla.Spec{Policies: []sla.PolicySpec{{Name: "standard", Calendar: "round the clock", Targets: []sla.TargetSpec{
		{Metric: sla.Resolution, Within: sla.Within{All: sla.BusinessTime(time.Hour)}},
	}}}}, nil, map[string]calendar.Calendar{"round the clock": calendar.MustParse("UTC mon-sun 00:00-24:00")})
	require.NoError(t, err)
	ev := sla.Event{Key: "e", Kind: sla.Created, At: sla.At(time.Date(2026, time.March, 6, 12, 0, 0, 0, time.UTC)), By: sla.Customer}
	ev.Fields = sla.Fields{"id": "1", "tenant": "t", "status": "open", "team": "a", "assignee": "b"}
	_, first := p.Step(sla.NewState("1"), ev, nil)
	require.ErrorContains(t, first, "fields.assignee: is set by an assigned event")
	for range 50 {
		_, err := p.Step(sla.NewState("1"), ev, nil)
		require.EqualError(t, err, first.Error())
	}
}
