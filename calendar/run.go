package calendar

import (
	"cmp"
	"slices"
)

const nanos = int64(1e9)

// run is a stretch of open time: open at open, closed again at close. Both are nanoseconds since 1970 in UTC, or civil
// seconds while a timetable is read. A list of runs is in order, and no two of its runs touch.
type run struct{ open, close int64 }

// add appends r, which opens no earlier than the last of runs: it joins that one if they touch, and is left out if empty.
func add(runs []run, r run) []run {
	if r.open >= r.close {
		return runs
	}
	if n := len(runs) - 1; n >= 0 && r.open <= runs[n].close {
		runs[n].close = max(runs[n].close, r.close)
		return runs
	}
	return append(runs, r)
}

// merge makes a list of runs of windows in any order, in their place.
func merge(windows []run) []run {
	byOpening := func(a, b run) int { return cmp.Compare(a.open, b.open) }
	if !slices.IsSortedFunc(windows, byOpening) {
		slices.SortFunc(windows, byOpening)
	}
	runs := windows[:0]
	for _, w := range windows {
		runs = add(runs, w)
	}
	return runs
}

// clip cuts what lies outside from and to off runs, in their place.
func clip(runs []run, from, to int64) []run {
	clipped := runs[:0]
	for _, r := range runs {
		clipped = add(clipped, run{max(r.open, from), min(r.close, to)})
	}
	return clipped
}

// union returns the time that lies in a or in b.
func union(a, b []run) []run {
	var runs []run
	for len(a) > 0 || len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && a[0].open <= b[0].open {
			runs, a = add(runs, a[0]), a[1:]
		} else {
			runs, b = add(runs, b[0]), b[1:]
		}
	}
	return runs
}

// intersect returns the time that lies in a and in b.
func intersect(a, b []run) []run {
	var runs []run
	for len(a) > 0 && len(b) > 0 {
		runs = add(runs, run{max(a[0].open, b[0].open), min(a[0].close, b[0].close)})
		if a[0].close < b[0].close {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return runs
}

// subtract returns the time that lies in a and not in b.
func subtract(a, b []run) []run {
	if len(b) == 0 {
		return a
	}
	runs := make([]run, 0, len(a))
	for _, r := range a {
		for len(b) > 0 && b[0].close <= r.open {
			b = b[1:]
		}
		for i := 0; i < len(b) && b[i].open < r.close; i++ {
			runs = add(runs, run{r.open, b[i].open})
			r.open = b[i].close
		}
		runs = add(runs, r)
	}
	return runs
}
