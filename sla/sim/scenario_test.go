package sim

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReadScenario(t *testing.T) {
	s := readScenario(t, "desk72.json")
	require.Equal(t, "follow-the-sun-72", s.Name)
	require.Equal(t, monday, s.Start)
	require.Len(t, s.Agents, 72)
	require.Equal(t, Shift{420, 930, []int{2, 3, 4, 5, 6}}, s.Agents[0].Shift)
	require.Equal(t, map[string]float64{"platinum": 2, "gold": 5, "pro": 10, "free": 20}, s.Channels[0].TargetMin)
	require.Equal(t, []string{"2026-03-12"}, s.Regions[2].Holidays)
	require.Equal(t, 40.0, s.Bursts[0].Factor)
}

// Every fault of a scenario is told at once, at its place.
func TestReadScenarioTellsAllFaults(t *testing.T) {
	text, err := os.ReadFile("testdata/wrong-desk.yaml")
	require.NoError(t, err)
	_, err = ReadScenario("wrong-desk.yaml", text)
	require.Error(t, err)
	var told []string
	for line := range strings.Lines(err.Error()) {
		if strings.HasPrefix(line, "wrong-desk.yaml:") {
			told = append(told, strings.TrimSpace(strings.TrimPrefix(line, "wrong-desk.yaml:")))
		}
	}
	require.Equal(t, []string{
		`5:8: start: 2026-03-02T01:00:00Z is no midnight in UTC`,
		`7:14: warmup_days: must be at least 0 and less than the 3 days of the horizon`,
		`8:19: arrivals_per_day: must be from 0 to 200000`,
		`9:1: arrivals: unknown key "arrivals"`,
		`10:1: regions: the shares add up to 0.5; they must add up to 1`,
		`15:16: regions[0].holidays[0]: "2026-13-01" is no date; write it such as 2026-03-12`,
		`16:5: regions[0].languages: the shares add up to 0.9; they must add up to 1`,
		`17:5: regions[0].hourly_profile: has 2 numbers; write 24`,
		`18:40: regions[0].weekday_factor[6]: must be from 0 to 1e+06`,
		`20:46: issue_types[0].handle_min_mean: must be more than zero and at most 1e+06`,
		`21:10: issue_types[1].id: there are two issue types "login"`,
		`25:33: channels[0].units: must be from 1 to 1000`,
		`25:36: channels[0].target_min: has no target for the tier "gold"`,
		`25:49: channels[0].target_min.gould: unknown tier "gould"; did you mean "gold"?`,
		`26:18: english_ok_prob: must be from 0 to 1`,
		`30:40: bursts[0].end: must be after the start`,
		`30:69: bursts[0].issue: unknown issue type "logn"; did you mean "login"?`,
		`33:13: agents[0].region: unknown region "nort"; did you mean "north"?`,
		`35:21: agents[0].skills[1]: "login" stands there twice`,
		`36:5: agents[0].languages: names no language`,
		`37:21: agents[0].capacity_units: must be from 1 to 1000`,
		`39:38: agents[0].shift.end_min: must be after the start and at most a day later`,
		`39:53: agents[0].shift.days[1]: must be from 0 to 6`,
	}, told)
}

// FuzzScenario checks that no text makes the reader panic, and that what it takes can be compiled and drawn from.
func FuzzScenario(f *testing.F) {
	for _, name := range []string{"testdata/desk72.json", "testdata/wrong-desk.yaml"} {
		text, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ReadScenario("fuzz", []byte(text))
		if err != nil || s.ArrivalsPerDay > 1000 || s.HorizonDays > 20 || len(s.Bursts) > 3 {
			return
		}
		for i := range s.Bursts {
			s.Bursts[i].Factor = min(s.Bursts[i].Factor, 5)
		}
		for i := range s.Regions {
			for day := range s.Regions[i].WeekdayFactor {
				s.Regions[i].WeekdayFactor[day] = min(s.Regions[i].WeekdayFactor[day], 2)
			}
		}
		compile(&s).demand(1, 0.001)
	})
}
