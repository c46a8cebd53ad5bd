package sla

import "slices"

// few is how many clocks most tickets have at most.
const few = 3

// bundle is a state with its clocks in one piece of memory.
type bundle struct {
	State
	clocks [few]Clock
}

// Clone returns a copy: what Step, Advance or a look does to one of the two is never seen in the other. The copy shares what
// these only add to or replace, so that it costs about the same however long the ticket's history is.
func (st *State) Clone() *State {
	if len(st.Clocks) == 0 || len(st.Clocks) > few {
		c := &State{}
		st.shareWith(c, nil)
		return c
	}
	b := &bundle{}
	st.shareWith(&b.State, b.clocks[:0])
	return &b.State
}

// CopyTo makes to equal to st, as Clone would, and uses the memory of its clocks.
func (st *State) CopyTo(to *State) {
	if st != to {
		st.shareWith(to, to.Clocks[:0])
	}
}

// shareWith makes to a clone of st, with its clocks in the memory of room where that is enough.
//
// This is what may be shared, and why. Log and Emitted are each in a room, which gives a place to one state alone. Of the other
// lists and of each clock's spans only st may write behind what it has now, for the clone has no capacity there, and what they
// hold already is changed in a copy alone, as are Fields, Pins and what More points to. Clocks are changed in place: each state
// has its own.
func (st *State) shareWith(to *State, room []Clock) {
	*to = *st
	to.keys, to.looked = nil, 0
	to.Pins, to.Rules = slices.Clip(st.Pins), slices.Clip(st.Rules)
	to.Closed, to.Restated = slices.Clip(st.Closed), slices.Clip(st.Restated)
	to.Log, to.Emitted, to.Retracted = slices.Clip(st.Log), slices.Clip(st.Emitted), slices.Clip(st.Retracted)
	if len(st.Clocks) == 0 {
		to.Clocks = nil
		return
	}
	room = append(room, st.Clocks...)
	to.Clocks = room
	for i := range to.Clocks {
		c := &to.Clocks[i]
		c.Spans = slices.Clip(c.Spans)
	}
}

// cloneClocks returns clocks of which all may be changed.
func cloneClocks(list []Clock) []Clock {
	list = slices.Clone(list)
	for i := range list {
		list[i] = list[i].clone()
	}
	return list
}

// clone returns a clock of which all may be changed.
func (c Clock) clone() Clock {
	c.Spans = slices.Clone(c.Spans)
	if c.More != nil {
		c.More = c.More.clone()
	}
	return c
}

// clone returns a copy that shares nothing.
func (m *More) clone() *More {
	c := *m
	c.Reasons = slices.Clone(m.Reasons)
	c.Spent = slices.Clone(m.Spent)
	c.Reached = slices.Clone(m.Reached)
	return &c
}
