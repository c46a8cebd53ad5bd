package routing

// Entered returns the queue that a ticket is in before anybody is looked for.
func (r *Router) Entered(q Request) string {
	at, _, _ := r.enter(q.Queue, q.Fields)
	return r.queues[at].spec.Name
}
