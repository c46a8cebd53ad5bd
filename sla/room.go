package sla

import "sync/atomic"

// room is the memory of a list that is only added to. A state shares it with its clones, so that a clone costs nothing of the
// list and the next entry no copy of it.
//
// Sharing is safe because an entry is written once: the place after a list is taken by the first state that adds there, and a
// state that comes to it later, be it the one that was cloned or another clone, moves its list to memory of its own. Nobody
// reads beyond its own list. A list has no capacity beyond its length, so that an append by anybody else copies it.
type room[T any] struct {
	all   []T          // the list, and the places after it
	taken atomic.Int64 // how many places hold an entry
}

// roomFor returns memory that holds a list and n entries more.
func roomFor[T any](list []T, n int) *room[T] {
	r := &room[T]{all: make([]T, len(list)+n)}
	copy(r.all, list)
	r.taken.Store(int64(len(list)))
	return r
}

// add returns a list with an entry more, and the room that it has then. A nil room has no place; a new one has at least few
// places.
func (r *room[T]) add(list []T, entry T, few int) ([]T, *room[T]) {
	n := len(list)
	if !r.take(list) {
		r = roomFor(list, max(n, few-n))
		r.taken.Add(1)
	}
	r.all[n] = entry
	return r.all[: n+1 : n+1], r
}

// take takes the place after a list, if the list stands here and nobody has taken it.
func (r *room[T]) take(list []T) bool {
	n := len(list)
	if r == nil || n == len(r.all) || n > 0 && &r.all[0] != &list[0] {
		return false
	}
	return r.taken.CompareAndSwap(int64(n), int64(n+1))
}
