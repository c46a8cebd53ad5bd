package pack

import (
	"slices"

	"github.com/bellhop-sla/bellhop/routing"
)

// Check is what is known for certain of how a pack treats tickets, beyond that it can be read.
type Check struct {
	// Routes is how tickets find their queue: by the rows of the matrix or, where there is none, by the conditions of the queues.
	Routes routing.Proof `json:"routes"`
	// Policies is how tickets find their policy. A ticket that finds none is promised nothing, which is no fault.
	Policies routing.Proof `json:"policies"`
}

// Check goes through all tickets that make a difference to the pack. The same pack gives the same answer.
func (p *Pack) Check() (Check, error) {
	c := Check{Routes: p.Router.Verify()}
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

// Sound says whether no ticket falls through, no row, queue or policy is without tickets, and under unique no ticket fits two
// rows.
func (c Check) Sound() bool { return c.Routes.Sound() && len(c.Policies.Hidden) == 0 }

// String tells the proofs one after the other.
func (c Check) String() string {
	return "routes: " + c.Routes.String() + "policies: " + c.Policies.String()
}
