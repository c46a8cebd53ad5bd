package pack_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/calendar/holidays"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

func ExampleRead() {
	text := `
calendars:
  support:
    zone: Europe/Berlin
    hours:
      mon-thu: 09:00-12:30 13:00-17:30
      fri: 09:00-15:00
    special:
      - {name: Christmas Eve, date: 2026-12-24, hours: 09:00-12:00}
    holidays:
      - country: de-be
policies:
  - name: standard
    calendar: support
    targets:
      - metric: first_response
        within: {urgent: 1h, high: 4h, other: 8h}
        thresholds: [75%, 30m before]
      - metric: resolution
        within: 3 business days
        pause: [pending, {status: hold, max: 48h}]
`
	p, err := pack.Read("desk.yaml", []byte(text), holidays.All{})
	if err != nil {
		fmt.Println(err)
		return
	}
	support := p.Calendars["support"]
	due, err := support.Add(time.Date(2026, 12, 23, 16, 30, 0, 0, support.Zone()), 4*time.Hour)
	fmt.Println(p.Policies.Versions()[0].Name, due.Format("Mon 2006-01-02 15:04"), err)
	// Output: standard Thu 2026-12-24 12:00 <nil>
}

// A pack may also say who takes the tickets and who hears before a promise breaks.
func ExampleRead_desk() {
	text := `
policies:
  - name: standard
    targets:
      - {metric: first_response, within: 4h wall}
agents:
  - {id: ana, address: "mailto:ana@example.com", capacity: 5}
  - {id: ben, address: slack:ben}
queues:
  - {name: vip, when: tier == "gold", agents: [ben], lead: ana}
  - {name: everybody, agents: [ana, ben]}
ladders:
  - name: answer
    on: first_response
    levels:
      - {at: 75%, notify: [assignee, lead]}
      - {at: due, notify: [slack:support], move: vip}
`
	p, err := pack.Read("desk.yaml", []byte(text), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	ticket := routing.Request{Now: sla.At(time.Date(2026, 3, 6, 16, 30, 0, 0, time.UTC))}
	fmt.Println(p.Router.Route(ticket, routing.Roster{"ana": {Load: 5}}))
	ana, _ := p.Ladders.Person("ana")
	fmt.Println(ana.Address)
	// Output:
	// everybody: ben, 15m to accept (ana has no room beyond 5)
	// mailto:ana@example.com
}

func ExampleRead_faults() {
	text := `calendars:
  support:
    zone: Europe/Berlin
    hours:
      mon-fri: 09:00-25:00
policies:
  - name: no
    when: teem == "night"
    calendar: supportt
    targets:
      - metric: first_response
        within: 4h
`
	_, err := pack.Read("desk.yaml", []byte(text), nil)
	fmt.Println(err)
	// Output:
	// desk.yaml:5:16: calendars.support.hours.mon-fri: "25:00" is not a time of day: write two digits each for hour and minute, 00:00 to 24:00
	//         mon-fri: 09:00-25:00
	//                  ^
	// desk.yaml:7:11: policies[0].name: the bare no reads as a flag; put the text in quotes, such as "no"
	//     - name: no
	//             ^
	// desk.yaml:8:11: policies[0].when: unknown field "teem"; did you mean "team"?
	//       when: teem == "night"
	//             ^
	// desk.yaml:9:15: policies[0].calendar: unknown calendar "supportt"; did you mean "support"?
	//       calendar: supportt
	//                 ^
}

func ExampleErrors() {
	_, err := pack.Read("desk.yaml", []byte("calendars: {support: {zone: UTC}}\npolicies: []\n"), nil)
	var all pack.Errors
	if errors.As(err, &all) {
		for _, e := range all {
			fmt.Println(e.Line, e.Column, e.Path)
		}
	}
	// Output:
	// 1 13 calendars.support.hours
	// 2 1 policies
}

// A host that keeps its own documents reads them with the same strictness.
func ExampleDocument() {
	type mailbox struct {
		Address string `yaml:"address"`
		Retries int    `yaml:"retries"`
	}
	d, err := pack.Parse("mail.yaml", []byte("addresss: help@example.org\nretries: 010\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	var m mailbox
	d.Decode(&m)
	fmt.Println(d.Err())
	// Output:
	// mail.yaml:1:1: addresss: unknown key "addresss"; did you mean "address"?
	//   addresss: help@example.org
	//   ^
	// mail.yaml:2:10: retries: must be a whole number in plain decimal digits, such as 42, not 010
	//   retries: 010
	//            ^
}
