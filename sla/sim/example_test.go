package sim_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/bellhop-sla/bellhop/sla/pack"
	"github.com/bellhop-sla/bellhop/sla/sim"
)

const examplePack = `
vocabulary:
  fields:
    priority: {values: [high, low]}
calendars:
  office: {zone: Europe/Berlin, hours: {mon-fri: 09:00-17:00}}
policies:
  - name: standard
    calendar: office
    targets:
      - metric: resolution
        within: {high: 4h, low: 8h}
        pause: [pending]
`

const exampleMap = `
ticket: id
time: {layout: "2006-01-02 15:04", zone: Europe/Berlin}
fields:
  priority: {column: prio, words: {"1": high, "2": low}}
event:
  at: at
  status: state
verdict: {column: in time, clock: resolution, met: ["yes"], missed: ["no"]}
`

const exampleHistory = `id,at,prio,state,in time
A,2026-03-06 15:00,1,open,
A,2026-03-06 16:00,1,pending,
A,2026-03-09 10:00,1,open,
A,2026-03-09 12:59,1,closed,yes
B,2026-03-06 16:30,2,open,
B,2026-03-09 16:31,2,closed,yes
C,2026-03-30 09:00,2,open,
C,2026-03-30 10:00,?,pending,
`

// A history of events goes through a pack. Ticket A waits for its customer over the weekend and is closed in time; B is
// closed one minute late, although the history says otherwise; C has a cell that nobody can read and is left out.
func ExampleBacktest_Run() {
	p, err := pack.Read("desk.yaml", []byte(examplePack), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := sim.ReadMap("tickets.map.yaml", []byte(exampleMap))
	if err != nil {
		fmt.Println(err)
		return
	}
	b := sim.Backtest{Map: m, Policies: p.Policies, By: "priority"}
	report, err := b.Run("tickets.csv", strings.NewReader(exampleHistory))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := report.WriteText(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// tickets.csv: 3 tickets in 8 rows
	//   1 ticket left out because of a fault
	//
	//   clock       priority  opened   met  late  overdue  open  cancelled  exempt  no goal  no due  breached
	//   resolution  high      2026-03    1     0        0     0          0       0        0       0     0.00%
	//   resolution  low       2026-03    0     1        0     0          0       0        0       0   100.00%
	//   resolution            all        1     1        0     0          0       0        0       0    50.00%
	//
	// verdict of the clock resolution: 50.00% of 2 tickets agree
	//   priority  opened   agreed  differed  undecided  untold    share
	//   high      2026-03       1         0          0       0  100.00%
	//   low       2026-03       0         1          0       0    0.00%
	//             all           1         1          0       0   50.00%
	//
	//                   replay met  replay missed
	//   history met              1              1
	//   history missed           0              0
	//
	// furthest apart
	//   ticket  priority  opened             due                ended              history says  off by
	//   B       low       2026-03-06 15:30Z  2026-03-09 15:30Z  2026-03-09 15:31Z  met           1m
	//
	// 1 fault
	//   tickets.csv:9: prio: "?" has no meaning in the map; add it to the words of the column
}

// What would change if the goal for tickets of low priority were six hours?
func ExampleBacktest_Run_whatIf() {
	p, err := pack.Read("desk.yaml", []byte(examplePack), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	tighter, err := pack.Read("tighter.yaml", []byte(strings.Replace(examplePack, "low: 8h", "low: 6h", 1)), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	m := sim.Map{
		Ticket: "id",
		Time:   sim.Time{Layout: "2006-01-02 15:04", Zone: "Europe/Berlin"},
		Fields: map[string]sim.Column{"priority": {Column: "prio"}},
		Moments: []sim.Moment{
			{Column: "opened", Kind: sim.Opened},
			{Column: "closed", Kind: sim.Changed, Status: "closed"},
		},
	}
	history := "id,prio,opened,closed\n" +
		"D,low,2026-03-02 09:00,2026-03-02 14:00\n" +
		"E,low,2026-03-02 09:00,2026-03-02 16:00\n"
	b := sim.Backtest{Map: m, Policies: p.Policies, Other: tighter.Policies}
	report, err := b.Run("tickets.csv", strings.NewReader(history))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.WhatIf.NewlyLate, "newly late:", report.WhatIf.LateExamples[0].Ticket)
	// Output: 1 newly late: E
}

// A map is read as strictly as a pack: every fault at once, each at its place.
func ExampleReadMap() {
	_, err := sim.ReadMap("wrong.map.yaml", []byte(`ticket: id
time: {layout: "DD.MM.YYYY", zone: Europe/Berlin}
fields:
  status: state
moments:
  - {column: opened, kind: opend}
`))
	fmt.Println(err)
	// Output:
	// wrong.map.yaml:2:16: time.layout: "DD.MM.YYYY" tells no date and time of day; write 2 January 2006, 15:04:05, as the history would, such as 2006-01-02 15:04:05, or write unix or unix_ms
	//   time: {layout: "DD.MM.YYYY", zone: Europe/Berlin}
	//                  ^
	// wrong.map.yaml:4:11: fields.status: is told by event.status or a moment; move the column there
	//     status: state
	//             ^
	// wrong.map.yaml:5:1: moments: has 0 moments that open the ticket; write exactly one of the kind opened or opened_by_agent
	//   moments:
	//   ^
	// wrong.map.yaml:6:28: moments[0].kind: unknown kind "opend"; did you mean "opened"?
	//     - {column: opened, kind: opend}
	//                              ^
}
