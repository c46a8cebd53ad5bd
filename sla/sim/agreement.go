package sim

import (
	"cmp"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// Match counts tickets by whether the replay says what the history says.
type Match struct {
	// Agreed and Differed are the tickets of which both tell.
	Agreed   int `json:"agreed"`
	Differed int `json:"differed"`
	// Undecided are the tickets of which only the history tells: there is no such clock, or it is open, cancelled or
	// exempt.
	Undecided int `json:"undecided"`
	// Untold are the tickets of which the history tells nothing.
	Untold int `json:"untold"`
}

// Compared are the tickets of which the history tells: those that agreed, differed or stayed undecided.
func (m Match) Compared() int { return m.Agreed + m.Differed + m.Undecided }

// Share is the part of the compared tickets that agreed, from 0 to 1, and 0 where none was compared. An undecided ticket
// counts against it.
func (m Match) Share() float64 {
	if m.Compared() == 0 {
		return 0
	}
	return float64(m.Agreed) / float64(m.Compared())
}

// Add adds the counts of n.
func (m *Match) Add(n Match) {
	m.Agreed += n.Agreed
	m.Differed += n.Differed
	m.Undecided += n.Undecided
	m.Untold += n.Untold
}

// MatchCell is a Match for the tickets of one group that were opened in one month.
type MatchCell struct {
	Group string `json:"group,omitempty"`
	Month string `json:"month"`
	Match
}

// Difference is a ticket of which history and replay tell differently.
type Difference struct {
	Ticket string      `json:"ticket"`
	Group  string      `json:"group,omitempty"`
	Opened sla.Instant `json:"opened"`
	// Due and Ended are when the clock fell due and was fulfilled in the replay, as far as they are known.
	Due   sla.Instant `json:"due,omitzero"`
	Ended sla.Instant `json:"ended,omitzero"`
	// Claim is what the history says: met, missed, or its due time.
	Claim string `json:"claim"`
	// Off is how far the replay lies from the claim: its due time less the one of the history, or, for a verdict, the wall
	// time from the due time to the end.
	Off sla.Duration `json:"off"`
}

// Agreement tells how far the replay of one clock agrees with the history.
type Agreement struct {
	// Clock is the clock whose last cycle is compared.
	Clock string `json:"clock"`
	Match
	// Cells are ordered by group and month.
	Cells []MatchCell `json:"cells,omitempty"`
	// Examples are the differences that are furthest off, the furthest first, at most ten.
	Examples []Difference `json:"examples,omitempty"`

	// Verdicts splits the tickets by both verdicts, where the history has verdicts.
	Verdicts *Verdicts `json:"verdicts,omitempty"`
	// Spread tells how far the due times lie apart, where the history has due times.
	Spread *Spread `json:"spread,omitempty"`
}

// Verdicts counts the tickets that agreed or differed by both verdicts.
type Verdicts struct {
	BothMet        int `json:"both_met"`
	BothMissed     int `json:"both_missed"`
	OnlyHistoryMet int `json:"only_history_met"`
	OnlyReplayMet  int `json:"only_replay_met"`
}

func (v *Verdicts) add(history, replay bool) {
	switch {
	case history && replay:
		v.BothMet++
	case history:
		v.OnlyHistoryMet++
	case replay:
		v.OnlyReplayMet++
	default:
		v.BothMissed++
	}
}

// Spread counts the tickets that agreed or differed by how far the due time of the replay lies from the one in the history.
type Spread struct {
	// Tolerance is what still counts as agreement.
	Tolerance sla.Duration `json:"tolerance"`
	// Bands go from exact to far.
	Bands []Band `json:"bands"`
}

// Band counts due times that lie apart by more than the band before and by at most UpTo.
type Band struct {
	// UpTo is zero for due times that are equal, and below zero in the last band, which has no bound.
	UpTo sla.Duration `json:"up_to"`
	// Early are the due times that the replay puts before those of the history, Late the others.
	Early int `json:"early"`
	Late  int `json:"late"`
}

func newSpread(tolerance sla.Duration) *Spread {
	s := &Spread{Tolerance: tolerance}
	for _, upTo := range [...]time.Duration{
		0, time.Second, time.Minute, 5 * time.Minute, time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, -1,
	} {
		s.Bands = append(s.Bands, Band{UpTo: sla.Duration(upTo)})
	}
	return s
}

func (s *Spread) add(off sla.Duration) {
	far := max(off, -off)
	i := slices.IndexFunc(s.Bands, func(b Band) bool { return far <= b.UpTo || b.UpTo < 0 })
	if off < 0 {
		s.Bands[i].Early++
	} else {
		s.Bands[i].Late++
	}
}

// mostExamples bounds the examples of a report.
const mostExamples = 10

// furthest keeps the differences that are furthest off. Equal ones are ordered by ticket, so that the order of the
// history does not matter.
func furthest(list []Difference, d Difference) []Difference {
	return keep(list, d, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(max(b.Off, -b.Off), max(a.Off, -a.Off)), cmp.Compare(a.Ticket, b.Ticket))
	})
}

// keep inserts v into a sorted list of at most mostExamples.
func keep[T any](list []T, v T, compare func(a, b T) int) []T {
	i, _ := slices.BinarySearchFunc(list, v, compare)
	if i >= mostExamples {
		return list
	}
	list = slices.Insert(list, i, v)
	return list[:min(len(list), mostExamples)]
}
