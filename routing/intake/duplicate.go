package intake

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// DuplicatesSpec says when a message counts as an earlier one said again.
type DuplicatesSpec struct {
	// Window is how long before a message an earlier one may lie. None means 24h.
	Window sla.Duration `json:"window,omitempty" yaml:"window,omitempty"`
	// Merge is the score, above 0 and at most 1, from which on two messages are one. None means 0.7.
	Merge float64 `json:"merge,omitempty" yaml:"merge,omitempty"`
	// Link is the score from which on they are only linked. None means 0.45, or Merge where that is less.
	Link float64 `json:"link,omitempty" yaml:"link,omitempty"`
}

// The defaults of what a [DuplicatesSpec] leaves out.
const (
	DefaultWindow = 24 * time.Hour
	DefaultMerge  = 0.7
	DefaultLink   = 0.45
)

// Duplicates finds earlier messages that a message says again. It is immutable.
type Duplicates struct {
	window      sla.Duration
	merge, link float64
}

// Compile checks the spec. The error is [calendar.Problems].
func (s DuplicatesSpec) Compile() (Duplicates, error) {
	d := Duplicates{cmp.Or(s.Window, sla.Duration(DefaultWindow)), cmp.Or(s.Merge, DefaultMerge), s.Link}
	d.link = cmp.Or(d.link, min(DefaultLink, d.merge))
	var problems calendar.Problems
	if s.Window < 0 {
		problems.Add("window", "must be more than zero, not %s", s.Window)
	}
	if !(d.merge > 0 && d.merge <= 1) {
		problems.Add("merge", "must be above 0 and at most 1, not %v", d.merge)
	}
	if !(d.link > 0 && d.link <= 1) {
		problems.Add("link", "must be above 0 and at most 1, not %v", d.link)
	} else if d.link > d.merge && d.merge > 0 {
		problems.Add("link", "%v is more than merge, which is %v; lower it", d.link, d.merge)
	}
	return d, problems.Err()
}

// Print is what is kept of a message to compare later ones with: its key, who sent it, when, and the runs of three letters in
// it. The text cannot be read out of it whole.
type Print struct {
	// ID is the ticket's or the message's, as the host names it.
	ID       string      `json:"id"`
	Customer string      `json:"customer,omitempty"`
	At       sla.Instant `json:"at,omitzero"`
	// Key is that of [Key].
	Key string `json:"key"`
	// Runs are hashes of the runs of letters, rising, each once.
	Runs []uint32 `json:"runs,omitempty"`
}

// Key returns what two messages share that are one and the same delivered twice: a digest of the channel, the external id and
// the content together. It is empty without an external id, since equal words alone do not make two messages one.
func Key(m Message) string {
	if m.ExternalID == "" {
		return ""
	}
	h := sha256.New()
	for _, part := range []string{m.Channel, m.ExternalID, m.Subject, m.Text} {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		h.Write(size[:])
		h.Write([]byte(part))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// PrintOf returns the print of a message. No customer means that nobody knows who sent it: it is like no other message then,
// only the same as one with its key.
func PrintOf(id, customer string, m Message) Print {
	return Print{ID: id, Customer: customer, At: m.At, Key: Key(m), Runs: runsOf(m.Body())}
}

// runsOf returns the hashes of the runs of three letters of a text, spaces between words included, rising.
func runsOf(text string) []uint32 {
	var f folded
	f.fold(text)
	letters := []rune(string(f.text))
	runs := make([]uint32, 0, len(letters))
	for i := range len(letters) - 2 {
		runs = append(runs, hashOf(letterGram, []byte(string(letters[i:i+3]))))
	}
	slices.Sort(runs)
	return slices.Compact(runs)
}

// Score returns how alike two messages are, 0 to 1: the share that they have in common of the runs of either (Jaccard's
// index). It is 0 where one holds no letter.
func Score(a, b Print) float64 {
	shared, i, j := 0, 0, 0
	for i < len(a.Runs) && j < len(b.Runs) {
		switch {
		case a.Runs[i] == b.Runs[j]:
			shared, i, j = shared+1, i+1, j+1
		case a.Runs[i] < b.Runs[j]:
			i++
		default:
			j++
		}
	}
	return ratio(shared, len(a.Runs)+len(b.Runs)-shared)
}

// The verdicts on two messages.
const (
	Merge = "merge" // they are one
	Link  = "link"  // they are near, and whether they are one is for a person to say
)

// Match is an earlier message that a message says again.
type Match struct {
	// Pair is the ids of the message and of the earlier one.
	Pair [2]string `json:"pair"`
	// Score is how alike they are, with three digits behind the point; 1 where the key is the same.
	Score float64 `json:"score"`
	// Exact says that the key is the same.
	Exact bool `json:"exact,omitempty"`
	// Verdict is Merge or Link.
	Verdict string `json:"verdict"`
}

// String tells the match, such as: merge 18 into 17, 0.91 alike.
func (m Match) String() string {
	word := "into"
	if m.Verdict == Link {
		word = "to"
	}
	how := fmt.Sprintf("%.2f alike", m.Score)
	if m.Exact {
		how = "the same key"
	}
	return fmt.Sprintf("%s %s %s %s, %s", m.Verdict, m.Pair[0], word, m.Pair[1], how)
}

// Find returns the earlier messages that p says again, the same ones first, then the most alike, and of these the latest. One
// counts when its key is the same, or when it is of the same customer, no further away than the window, and alike enough. A
// message with the id of p is p itself, and one that is later than p says p again: of two at one instant the one with the greater
// id.
func (d Duplicates) Find(p Print, earlier []Print) []Match {
	type hit struct {
		Match
		at sla.Instant
	}
	var hits []hit
	for _, e := range earlier {
		if cmp.Or(cmp.Compare(e.At, p.At), cmp.Compare(e.ID, p.ID)) > 0 {
			continue
		}
		if m, ok := d.Compare(p, e); ok {
			hits = append(hits, hit{m, e.At})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(count(b.Exact)-count(a.Exact), cmp.Compare(b.Score, a.Score), cmp.Compare(b.at, a.at), cmp.Compare(a.Pair[1], b.Pair[1]))
	})
	var matches []Match
	for _, h := range hits {
		matches = append(matches, h.Match)
	}
	return slices.Compact(matches)
}

// Compare returns the match of two messages, and whether they are one. The order of the two changes nothing but that of
// the pair.
func (d Duplicates) Compare(p, earlier Print) (Match, bool) {
	m := Match{Pair: [2]string{p.ID, earlier.ID}}
	if p.ID == earlier.ID {
		return m, false
	}
	if p.Key != "" && p.Key == earlier.Key {
		m.Score, m.Exact, m.Verdict = 1, true, Merge
		return m, true
	}
	apart := p.At.Sub(earlier.At)
	if p.Customer == "" || p.Customer != earlier.Customer || max(apart, -apart) > time.Duration(d.window) {
		return m, false
	}
	m.Score = rounded(Score(p, earlier))
	switch {
	case m.Score >= d.merge:
		m.Verdict = Merge
	case m.Score >= d.link:
		m.Verdict = Link
	default:
		return m, false
	}
	return m, true
}
