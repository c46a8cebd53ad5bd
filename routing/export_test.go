package routing

// VerifyWithin proves the table with so much work allowed for finding the rows that hide others.
func (m *Matrix) VerifyWithin(most int) Proof { return m.verify(most) }

// Entered returns the queue that a ticket is in before anybody is looked for.
func (r *Router) Entered(q Request) string {
	at, _, _ := r.enter(q.Queue, q.Fields)
	return r.queues[at].spec.Name
}
