package pack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/routing"
)

// Check is what is known for certain of how a pack treats tickets, beyond that it can be read.
type Check struct {
	// Routes is how tickets find their queue: by the rows of the matrix or, where there is none, by the conditions of the queues.
	Routes routing.Proof `json:"routes"`
	// Policies is how tickets find their policy. A ticket that finds none is promised nothing, which is no fault.
	Policies routing.Proof `json:"policies"`
	// Unserved are the tickets that nobody could ever take. That nobody takes any ticket of a row is a fault; that nobody takes those
	// of one language or channel is not.
	Unserved []routing.Unserved `json:"unserved,omitempty"`
}

// Check goes through all tickets that make a difference to the pack. The same pack gives the same answer.
func (p *Pack) Check() (Check, error) {
	c := Check{Routes: p.Router.Verify(), Unserved: p.Router.Unserved()}
	if p.File.Matrix == nil {
		c.Routes.Hidden = slices.DeleteFunc(c.Routes.Hidden, func(h routing.HiddenRow) bool { return p.File.movesTo(h.Name) })
	}
	var list []routing.Entry
	for _, s := range p.File.Policies {
		list = append(list, routing.Entry{Name: s.Name, When: s.When})
	}
	var err error
	c.Policies, err = routing.VerifyList("policy", "policies", list, p.Terms)
	return c, err
}

// movesTo says whether a level of a ladder moves tickets to a queue.
func (f File) movesTo(queue string) bool {
	for _, l := range f.Ladders {
		for _, level := range l.Levels {
			if level.Move == queue {
				return true
			}
		}
	}
	return false
}

// Sound says whether no ticket falls through, no row, queue or policy is without tickets or without anybody who could take them,
// and under unique no ticket fits two rows.
func (c Check) Sound() bool {
	return c.Routes.Sound() && len(c.Policies.Hidden) == 0 && !slices.ContainsFunc(c.Unserved, routing.Unserved.Whole)
}

// mostUnserved is how many tickets that nobody takes are told; all are in the JSON.
const mostUnserved = 20

// String tells the proofs one after the other, and then what nobody could ever take.
func (c Check) String() string {
	var b strings.Builder
	b.WriteString("routes: " + c.Routes.String() + "policies: " + c.Policies.String())
	if len(c.Unserved) > 0 {
		b.WriteString("nobody could ever take:\n")
	}
	for i, u := range c.Unserved {
		if i == mostUnserved {
			fmt.Fprintf(&b, "  and %d more\n", len(c.Unserved)-i)
			break
		}
		fmt.Fprintf(&b, "  %s\n", u)
	}
	return b.String()
}
