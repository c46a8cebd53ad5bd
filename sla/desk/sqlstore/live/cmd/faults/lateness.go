package main

import (
	"slices"
	"time"
)

// punctual is what arrivals say of being in time: how late the first effect of each ticket was, in order, and how many came
// before they were due.
type punctual struct {
	late  []time.Duration
	early int
}

// punctuality holds the first arrival of each ticket against when its level was due.
func (r *receiver) punctuality(due map[string]time.Time) (p punctual) {
	r.each(func(list []arrival) {
		late := list[0].at.Sub(due[list[0].ticket])
		if late < 0 {
			p.early++
		}
		p.late = append(p.late, late)
	})
	slices.Sort(p.late)
	return p
}

// at returns the lateness of the given share of all, from 0 to 1.
func (p *punctual) at(share float64) time.Duration { return quantile(p.late, share) }

// quantile returns what the given share of a sorted list is at most.
func quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

// median returns the middle of a list, which it sorts.
func median[T int | float64 | time.Duration](list []T) T {
	slices.Sort(list)
	return list[len(list)/2]
}
