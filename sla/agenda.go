package sla

import (
	"cmp"
	"container/heap"
)

// Agenda holds the wake instants of many tickets and yields those that are due, earliest first: a sweep costs what is due
// and nothing for what is not. The zero Agenda is empty and ready. It is not safe for concurrent use.
type Agenda struct {
	queue   wakes
	entries map[string]*wake
}

// Len returns how many tickets have a wake instant.
func (a *Agenda) Len() int { return len(a.queue) }

// Set notes when a ticket wants to be looked at, in place of what was noted before. No instant removes it.
func (a *Agenda) Set(ticket string, at Instant) {
	w := a.entries[ticket]
	switch {
	case at == 0 && w != nil:
		heap.Remove(&a.queue, w.place)
		delete(a.entries, ticket)
	case at == 0:
	case w != nil:
		w.at = at
		heap.Fix(&a.queue, w.place)
	default:
		if a.entries == nil {
			a.entries = map[string]*wake{}
		}
		w = &wake{ticket: ticket, at: at}
		a.entries[ticket] = w
		heap.Push(&a.queue, w)
	}
}

// Next returns the earliest wake instant, and false when there is none.
func (a *Agenda) Next() (Instant, bool) {
	if len(a.queue) == 0 {
		return 0, false
	}
	return a.queue[0].at, true
}

// Due takes out the ticket with the earliest wake instant when that is not after now, and says whether there was one. Of
// equal instants the ticket that sorts first comes first.
func (a *Agenda) Due(now Instant) (ticket string, ok bool) {
	if len(a.queue) == 0 || a.queue[0].at > now {
		return "", false
	}
	w := heap.Pop(&a.queue).(*wake)
	delete(a.entries, w.ticket)
	return w.ticket, true
}

type wake struct {
	ticket string
	at     Instant
	place  int
}

// wakes is a heap.Interface ordered by instant, then ticket.
type wakes []*wake

func (q wakes) Len() int { return len(q) }

func (q wakes) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].at, q[j].at), cmp.Compare(q[i].ticket, q[j].ticket)) < 0
}

func (q wakes) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].place, q[j].place = i, j
}

// Push appends a wake.
func (q *wakes) Push(x any) {
	w := x.(*wake)
	w.place = len(*q)
	*q = append(*q, w)
}

// Pop removes the last wake.
func (q *wakes) Pop() any {
	old := *q
	w := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	return w
}
