package calendar

import (
	"math"
	"math/bits"
	"sort"
)

// span is the business time of some whole years, laid out so that a question costs a few loads whatever the distance: the
// openings with the business time before each, and two tables that lead from an instant, or from an amount of business
// time, to the opening at or just before it.
type span struct {
	firstYear, endYear int
	from, to           int64 // nanoseconds since 1970 in UTC, of the start of firstYear and of endYear
	fromSecond         int64
	seconds            uint64
	horizon            int64 // nanoseconds
	total              uint64

	// marks are the openings between sentinels: before them the start of the span, which opens nothing, and after them the
	// end of all time, twice, so that two marks follow each opening.
	marks   []mark
	byTime  table
	byTotal table
}

// mark is an opening with the business time of the span before it. The business time of its run is what is missing to that
// of the next mark. Unsigned nanoseconds hold 584 years.
type mark struct {
	at    int64
	total uint64
}

// table leads from a distance to the place of a mark: of the last mark at or before the start of the bucket of the distance.
type table struct {
	shift  uint8 // a bucket is 1<<shift nanoseconds wide
	places []uint32
}

// newSpan lays out the runs of the years from firstYear until endYear.
func newSpan(firstYear, endYear, horizonYears int, runs []run) *span {
	from, to := yearStart(firstYear), yearStart(endYear)
	s := &span{
		firstYear: firstYear, endYear: endYear, from: from * nanos, to: to * nanos,
		fromSecond: from, seconds: uint64(to - from), horizon: horizonNanos(horizonYears),
	}
	s.marks = make([]mark, 1, len(runs)+4)
	s.marks[0].at = s.from
	for _, r := range runs {
		s.marks = append(s.marks, mark{r.open, s.total})
		s.total += uint64(r.close - r.open)
	}
	never := mark{math.MaxInt64, math.MaxUint64}
	s.marks = append(s.marks, mark{math.MaxInt64, s.total}, never, never)
	s.byTime = newTable(uint64(s.to-s.from), 2*len(runs), len(runs)+1, func(i int) uint64 { return uint64(s.marks[i].at - s.from) })
	s.byTotal = newTable(s.total, len(runs), len(runs)+1, func(i int) uint64 { return s.marks[i].total })
	return s
}

// newTable indexes the first marks by their distances, which do not fall, with at most so many buckets and a few more.
func newTable(end uint64, buckets, marks int, distance func(i int) uint64) table {
	width := end/uint64(buckets+64) + 1
	t := table{shift: uint8(bits.Len64(width - 1))}
	t.places = make([]uint32, end>>t.shift+2)
	place := 0
	for b := range t.places {
		start := uint64(b) << t.shift
		for place+1 < marks && distance(place+1) <= start {
			place++
		}
		t.places[b] = uint32(place)
	}
	return t
}

// runs returns the runs that the span was laid out from.
func (s *span) runs() []run {
	runs := make([]run, 0, s.last())
	for i := 1; i <= s.last(); i++ {
		runs = append(runs, run{s.marks[i].at, s.close(i)})
	}
	return runs
}

// close returns the end of the run that opens at mark i. For the first mark it is the start of the span.
func (s *span) close(i int) int64 { return s.marks[i].at + int64(s.marks[i+1].total-s.marks[i].total) }

// last returns the place of the last opening, or 0 if there is none.
func (s *span) last() int { return len(s.marks) - 4 }

// opening returns the place of the last mark at or before an instant of the span. Two comparisons without a branch, which
// would be guessed wrong at random instants, settle nearly every bucket.
func (s *span) opening(at int64) int {
	i, end := s.byTime.bucket(uint64(at - s.from))
	if end > i+3 {
		return i + sort.Search(end-i, func(k int) bool { return s.marks[i+1+k].at > at })
	}
	m := s.marks[i : i+4]
	return i + step(m[1].at <= at) + step(m[2].at <= at) + step(m[3].at <= at)
}

// reaching returns the place of the last mark with at most so much business time before it, which is less than the total.
func (s *span) reaching(total uint64) int {
	i, end := s.byTotal.bucket(total)
	if end > i+3 {
		return i + sort.Search(end-i, func(k int) bool { return s.marks[i+1+k].total > total })
	}
	m := s.marks[i : i+4]
	return i + step(m[1].total <= total) + step(m[2].total <= total) + step(m[3].total <= total)
}

// bucket returns the places of the first and the last mark that may be the one for a distance.
func (t *table) bucket(distance uint64) (first, last int) {
	b := distance >> (t.shift & 63)
	places := t.places[b : b+2]
	return int(places[0]), int(places[1])
}

// step returns 1 for true; the compiler makes no branch of it.
func step(yes bool) int {
	n := 0
	if yes {
		n = 1
	}
	return n
}

// before returns the business time of the span before one of its instants.
func (s *span) before(at int64) uint64 {
	i := s.opening(at)
	total := s.marks[i].total
	return total + min(uint64(at-s.marks[i].at), s.marks[i+1].total-total)
}

// isOpen says whether an instant of the span lies in a run.
func (s *span) isOpen(at int64) bool {
	i := s.opening(at)
	return uint64(at-s.marks[i].at) < s.marks[i+1].total-s.marks[i].total
}

// after returns the earliest instant with d > 0 of business time since at. It fails when the span ends before.
func (s *span) after(at int64, d uint64) (int64, bool) {
	done := s.before(at)
	if d > s.total-done {
		return 0, false
	}
	i := s.reaching(done + d - 1)
	return s.marks[i].at + int64(done+d-s.marks[i].total), true
}

// ahead returns the latest instant with d > 0 of business time until at. It fails when the span begins after.
func (s *span) ahead(at int64, d uint64) (int64, bool) {
	done := s.before(at)
	if d > done {
		return 0, false
	}
	i := s.reaching(done - d)
	return s.marks[i].at + int64(done-d-s.marks[i].total), true
}
