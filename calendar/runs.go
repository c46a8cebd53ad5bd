package calendar

import (
	"iter"
	"time"
)

// Runs returns the open time between two instants as runs, each from its opening to its close, in the order of time and cut
// at from and to. Runs that touch are one. The instants stand in the location of from.
func (c Calendar) Runs(from, to time.Time) iter.Seq2[time.Time, time.Time] {
	return func(yield func(open, close time.Time) bool) {
		if c.c == nil {
			always(from, to, yield)
			return
		}
		out := func(r run) bool { return yield(instantIn(r.open, from), instantIn(r.close, from)) }
		if clamped(from) < clamped(to) {
			c.c.eachRun(clamped(from), clamped(to), out)
		}
	}
}

// RunsBackward returns the same runs as Runs, the last one first.
func (c Calendar) RunsBackward(from, to time.Time) iter.Seq2[time.Time, time.Time] {
	return func(yield func(open, close time.Time) bool) {
		if c.c == nil {
			always(from, to, yield)
			return
		}
		out := func(r run) bool { return yield(instantIn(r.open, from), instantIn(r.close, from)) }
		if clamped(from) < clamped(to) {
			c.c.eachRunBackward(clamped(from), clamped(to), out)
		}
	}
}

// always yields the only run of the calendar that is always open.
func always(from, to time.Time, yield func(open, close time.Time) bool) {
	if from.Before(to) {
		yield(from.Round(0), to.Round(0).In(from.Location()))
	}
}

// instantIn returns an instant in the location of t.
func instantIn(at int64, t time.Time) time.Time {
	return time.Unix(at/nanos, at%nanos).In(t.Location())
}

// fewYears are compiled at once on the way through the runs.
const fewYears = 3

// eachRun calls out for each run between two instants until it returns false. It compiles a few years as it comes to them, and
// holds back a run that may go on in the next ones.
func (c *compiled) eachRun(from, to int64, out func(run) bool) {
	var held run
	for at := from; at < to; {
		s := c.covering(yearOf(at), min(yearOf(at)+fewYears, yearOf(to-1)+1))
		end := min(to, s.to)
		for i := s.opening(at); i <= s.last() && s.marks[i].at < end; i++ {
			r := run{max(s.marks[i].at, at), min(s.close(i), end)}
			if r.open == held.close {
				r.open, held = held.open, run{}
			}
			if !emit(held, out) {
				return
			}
			held = run{}
			if r.close == end {
				held = r
			} else if !emit(r, out) {
				return
			}
		}
		at = end
	}
	emit(held, out)
}

// eachRunBackward calls out for each run between two instants, the last one first, until it returns false.
func (c *compiled) eachRunBackward(from, to int64, out func(run) bool) {
	var held run
	for at := to; at > from; {
		s := c.covering(max(yearOf(at-1)+1-fewYears, yearOf(from)), yearOf(at-1)+1)
		start := max(from, s.from)
		for i := s.opening(at - 1); i > 0 && s.close(i) > start; i-- {
			r := run{max(s.marks[i].at, start), min(s.close(i), at)}
			if r.close == held.open {
				r.close, held = held.close, run{}
			}
			if !emit(held, out) {
				return
			}
			held = run{}
			if r.open == start {
				held = r
			} else if !emit(r, out) {
				return
			}
		}
		at = start
	}
	emit(held, out)
}

// emit calls out for a run that is not empty.
func emit(r run, out func(run) bool) bool { return r.open >= r.close || out(r) }
