package sim

import "github.com/bellhop-sla/bellhop/sla"

// replay runs the events of a ticket through policies and reads what came of it. It returns false where the policies
// refuse an event, with a fault noted.
func (r *run) replay(t *ticket, policies *sla.Policies, events []sla.Event, into *outcome) bool {
	st := sla.NewState(t.id)
	st.Tenant = t.steps[0].tenant
	err := error(nil)
	for i := 0; i < len(events) && err == nil; i++ {
		r.effects, err = policies.Step(st, events[i], r.effects[:0])
	}
	if err == nil {
		r.effects, err = policies.Advance(st, max(r.Until, events[len(events)-1].At), r.effects[:0])
	}
	if err != nil {
		r.fault(Fault{r.reader.file, t.steps[0].line, "", err.Error()})
		return false
	}
	into.read(st)
	return true
}
