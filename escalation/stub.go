package escalation

import "github.com/bellhop-sla/bellhop/sla"

// Stand-ins for what package desk calls: to be replaced by the real ones, with these names.

// Person returns how a person is reached: its address, or log:ID for one that has none.
func (l *Ladders) Person(id string) (Person, bool) { return Person{ID: id, Address: "log:" + id}, false }

// Notice returns what a person is told of an action.
func (l *Ladders) Notice(a *Action, to Person, s *Situation) Notice { return Notice{} }

// Key names a notice.
func Key(ticket, subject string, cycle uint32, level int, target, generation string) string {
	return ticket + "/" + subject + "/" + sla.Instant(cycle).String() + string(rune('0'+level)) + "/" + target + "/" + generation
}

// Token acknowledges.
func Token(secret []byte, key string) string { return "" }
