package routing_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing"
)

// bigDesk is agents in five zones on so many shifts, with holidays and two leaves each, and six needs.
func bigDesk(t testing.TB, agents, shifts int) (*routing.Router, []routing.CoverageNeed) {
	specs := map[string]calendar.Spec{}
	spec := routing.Spec{Skills: []string{"vpn"}}
	for i := range shifts {
		open := 6 + i%13
		specs[fmt.Sprintf("shift%d", i)] = calendar.Spec{
			Zone: coverZones[i%len(coverZones)], Hours: map[string]string{"mon-fri": fmt.Sprintf("%02d:%02d-%02d:00", open, i/13%60, open+8-open/16*8)},
			Holidays: []calendar.HolidayList{{Add: map[string]string{"12-25": "Christmas Day", "01-01": "New Year", fmt.Sprintf("%02d-15", 1+i%12): "Founding"}}},
		}
	}
	specs["office"] = calendar.Spec{Zone: "Europe/London", Hours: map[string]string{"mon-fri": "08:00-18:00"}}
	cals, err := calendar.CompileAll(specs, nil)
	require.NoError(t, err)
	for i := range agents {
		spring := time.Date(2026, 1, 5+i%150, 0, 0, 0, 0, time.UTC)
		autumn := time.Date(2026, 7, 1+i%170, 0, 0, 0, 0, time.UTC)
		spec.Agents = append(spec.Agents, routing.AgentSpec{
			ID: fmt.Sprintf("agent%04d", i), Hours: fmt.Sprintf("shift%d", i%shifts), Skills: map[string]int{"vpn": 1 + i%5}, Languages: []string{[]string{"en", "de", "fr", "es"}[i%4]},
			Leave: []routing.LeaveSpec{
				{Name: "spring", From: spring.Format(time.DateOnly), Until: spring.AddDate(0, 0, 9).Format(time.DateOnly)},
				{Name: "autumn", From: autumn.Format(time.DateOnly), Until: autumn.AddDate(0, 0, 13).Format(time.DateOnly)},
			},
		})
	}
	r, err := routing.Compile(spec, nil, cals)
	require.NoError(t, err)
	return r, []routing.CoverageNeed{
		{Name: "all"}, {Name: "german", Language: "de", Agents: 20, During: "office"}, {Name: "french", Language: "fr", Agents: 3},
		{Name: "experts", Skill: "vpn", Level: 5, Agents: 10}, {Name: "spanish experts", Language: "es", Skill: "vpn", Level: 4, During: "office", Agents: 5},
		{Name: "many", Agents: 100, During: "office"},
	}
}

// BenchmarkCoverage1000x1y covers six needs by a thousand agents over a year: on 40 shifts, and each on a shift of its own.
func BenchmarkCoverage1000x1y(b *testing.B) {
	for _, shifts := range []int{40, 1000} {
		b.Run(fmt.Sprintf("shifts=%d", shifts), func(b *testing.B) {
			r, needs := bigDesk(b, 1000, shifts)
			from, until := utc(b, "2026-01-01 00:00"), utc(b, "2027-01-01 00:00")
			gaps := 0
			b.ReportAllocs()
			for b.Loop() {
				got, err := r.Coverage(needs, from, until)
				require.NoError(b, err)
				gaps = 0
				for _, n := range got.Needs {
					gaps += len(n.Gaps)
				}
			}
			b.ReportMetric(float64(gaps), "gaps")
		})
	}
}
