package sim

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// twoRooms is a desk of two agents with room for one ticket each: one at home from 8 to 12, one elsewhere round the clock.
func twoRooms() Scenario {
	s := onePool(5, 1, 60)
	s.Regions[0].Share = 0.5
	s.Regions = append(s.Regions, flatRegion("there", 0.5, map[string]float64{"en": 1}))
	s.Channels = []Channel{{"email", 0.5, 1, map[string]float64{"all": 600}}, {"chat", 0.5, 1, map[string]float64{"all": 20}}}
	s.Agents = s.Agents[:2]
	s.Agents[0].Shift = Shift{480, 720, []int{0, 1, 2, 3, 4, 5, 6}}
	s.Agents[1].Region = "there"
	return s
}

// story tells what happens to tickets at 8:00 and some minutes, of an hour of work each.
func story(t *testing.T, name string, arrivals map[int]int) (told []string) {
	t.Helper()
	s := twoRooms()
	require.NoError(t, s.Check())
	c := compile(&s)
	var tickets []asked
	for minute := range 4 * 60 {
		channel, ok := arrivals[minute]
		if !ok {
			continue
		}
		tickets = append(tickets, asked{
			name: fmt.Sprint(len(tickets)), at: monday.Add(8*time.Hour + time.Duration(minute)*time.Minute),
			target: c.channels[channel].target[0], work: time.Hour, channel: channel,
		})
	}
	words := map[happens]string{begins: "begins", setAside: "set aside", resumes: "resumes", finishes: "finishes"}
	for _, chosen := range strategies {
		if chosen.name != name {
			continue
		}
		newFloor(mustPlan(t, c, chosen), tickets, func(h happening) {
			if word := words[h.kind]; word != "" {
				told = append(told, fmt.Sprintf("%s %d %s with %s", h.at.Time().Format("15:04"), h.ticket, word, s.Agents[h.worker].ID))
			}
		}).run()
	}
	return told
}

// An e-mail waits at home for a quarter of its promise, then goes anywhere; and at once when the team goes off shift.
func TestTicketsGoAbroad(t *testing.T) {
	require.Equal(t, []string{
		"08:00 0 begins with a", "09:00 0 finishes with a", "09:00 1 begins with a", "10:00 1 finishes with a",
	}, story(t, "staged", map[int]int{0: 0, 10: 0}), "home has room soon enough")
	require.Equal(t, []string{
		"11:10 0 begins with a", "12:00 1 begins with b", "12:10 0 finishes with a", "13:00 1 finishes with b",
	}, story(t, "staged", map[int]int{190: 0, 200: 0}), "home goes off shift")
	require.Equal(t, []string{
		"08:00 0 begins with a", "08:15 1 begins with b", "09:00 0 finishes with a", "09:15 1 finishes with b",
	}, story(t, "staged", map[int]int{0: 0, 10: 1}), "a chat goes after five minutes")
}

// A chat sets an e-mail aside when half of its promise has passed and nobody has room; the e-mail goes on after it, also
// past the end of the shift.
func TestChatsInterrupt(t *testing.T) {
	require.Equal(t, []string{
		"11:10 0 begins with a", "11:20 1 begins with b", "11:40 0 set aside with a", "11:40 2 begins with a",
		"12:20 1 finishes with b", "12:40 2 finishes with a", "12:40 0 resumes with a", "13:10 0 finishes with a",
	}, story(t, "staged+next-promise+scarce+interrupt", map[int]int{190: 0, 195: 1, 210: 1}))
}
