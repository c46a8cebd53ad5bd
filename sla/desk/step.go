package desk

import (
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// Input is what one step takes: an event, or a tick when Event is nil.
type Input struct {
	Now   sla.Instant
	Event *Event
	// Roster is how the agents stand.
	Roster routing.Roster
	// Secret signs the tokens of notices. None leaves them empty.
	Secret []byte
}

// Step takes an event or a tick into a case. It is pure: c is left as it was. The same case and input give the same change,
// byte for byte. A refused event is no error: it is a change with one record and a refused outcome. An error means that the
// pack cannot read the case.
func Step(p *pack.Pack, c Case, in Input) (Change, error) { return Change{}, nil }
