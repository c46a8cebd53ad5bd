package routing

import "github.com/bellhop-sla/bellhop/sla"

// Stand-ins for what package desk calls: to be replaced by the real ones, with these names.

// Take notes a decision in the journey: the queue it is in now, a hop and the instant when it changed hands.
func (j *Journey) Take(d Decision, now sla.Instant) { j.Queue = d.Queue }

// Capacity returns how much an agent may carry; 0 is no limit.
func (r *Router) Capacity(agent string) int { return 0 }

// Add notes that an agent carries more or less.
func (r Roster) Add(agent string, by int) {
	present := r[agent]
	present.Load += by
	r[agent] = present
}
