package escalation

import (
	"github.com/bellhop-sla/bellhop/sla"
)

// Progress is how far the ladders of a ticket have come: plain data of its case. The zero Progress is the beginning.
type Progress struct {
	// Rungs stand in the order of the ladders, then of their subjects.
	Rungs []Rung `json:"rungs,omitempty"`
	// Day is when the count of notices began, Sent how many there were since. It is more than the limit once the fallback was
	// told that the limit is reached.
	Day  sla.Instant `json:"day,omitzero"`
	Sent int         `json:"sent,omitempty"`

	own bool // the rungs are nobody else's
}

// Rung is how far one ladder has come on one cycle of its subject. Rungs compare with ==.
type Rung struct {
	Ladder  string `json:"ladder"`
	Subject string `json:"subject"` // a clock, paused/CLOCK, stuck, or failed/KEY
	Cycle   uint32 `json:"cycle,omitempty"`
	Epoch   uint32 `json:"epoch,omitempty"`
	// Since is when the subject began, for a subject that is no clock.
	Since sla.Instant `json:"since,omitzero"`
	// Level is the highest level reached, from 1; 0 is none. At is when it was reached, Fired when it was acted on. For is the
	// reached level in whose place Level was told, when nobody was there to hear that.
	Level int         `json:"level,omitempty"`
	For   int         `json:"for,omitempty"`
	At    sla.Instant `json:"at,omitzero"`
	Fired sla.Instant `json:"fired,omitzero"`
	// To is who heard the level last, and Past what became of each level: a letter each, see Past.
	To   string `json:"to,omitempty"`
	Past Past   `json:"past,omitempty"`
	// Acked is when somebody acknowledged, By who. Until is the end of the acknowledgement or the snooze.
	Acked   sla.Instant `json:"acked,omitzero"`
	By      string      `json:"by,omitempty"`
	Until   sla.Instant `json:"until,omitzero"`
	Snoozed bool        `json:"snoozed,omitempty"`
	// Repeats counts the repeats of the level since it was told first or an acknowledgement ran out, Lapses how often one did.
	// Next is when the next repeat is due.
	Repeats int         `json:"repeats,omitempty"`
	Lapses  int         `json:"lapses,omitempty"`
	Next    sla.Instant `json:"next,omitzero"`
	// Deferred is when a notice that quiet hours held back is looked at again.
	Deferred sla.Instant `json:"deferred,omitzero"`
	// Ended is when the subject ended. The rung stays while its subject may come back.
	Ended sla.Instant `json:"ended,omitzero"`
	// Wake is when this rung wants to be looked at.
	Wake sla.Instant `json:"wake,omitzero"`
}

// reached returns the level that was reached: the present one, or the one in whose place it was told.
func (r *Rung) reached() int {
	if r.For != 0 {
		return r.For
	}
	return r.Level
}

// Clone returns a copy: a step of one of the two is never seen in the other. They share their rungs until then, which a step
// changes in a copy alone.
func (p *Progress) Clone() Progress { return Progress{Rungs: p.Rungs, Day: p.Day, Sent: p.Sent} }

// CopyTo makes to equal to p, as Clone would, and uses the memory of its rungs: nobody else may have them. Each step of to
// uses it too.
func (p *Progress) CopyTo(to *Progress) {
	*to = Progress{Rungs: append(to.Rungs[:0], p.Rungs...), Day: p.Day, Sent: p.Sent, own: true}
}

// Wake returns the earliest instant at which Step has something to say without an act, and no instant when there is none. It is
// that of the last Step: an event may change it.
func (p *Progress) Wake() sla.Instant {
	first := sla.Instant(0)
	for i := range p.Rungs {
		first = sooner(first, p.Rungs[i].Wake)
	}
	return first
}

// sooner returns the earlier of two instants, where no instant is later than any.
func sooner(a, b sla.Instant) sla.Instant {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// Past is what became of each level of a rung, from the first: f it fired, s it was skipped, u it was unstaffed, x it expired
// before it was told, l the limit of the day held it back, and - nothing.
type Past string

// pastLetters are the letters of Past by the action that settled a level.
var pastLetters = map[ActionKind]byte{Fire: 'f', Skip: 's', Unstaffed: 'u', Expire: 'x', Limit: 'l'}

// of returns what settled a level, from 1, or "" for nothing.
func (p Past) of(level int) ActionKind {
	if level <= len(p) {
		for _, kind := range []ActionKind{Fire, Skip, Unstaffed, Expire, Limit} {
			if pastLetters[kind] == p[level-1] {
				return kind
			}
		}
	}
	return ""
}

// with returns the past in which a level, from 1, is settled.
func (p Past) with(level int, kind ActionKind) Past {
	b := []byte(p)
	for len(b) < level {
		b = append(b, '-')
	}
	b[level-1] = pastLetters[kind]
	return Past(b)
}

// IsZero says whether the ladders have not begun, or have nothing left to keep.
func (p Progress) IsZero() bool { return len(p.Rungs) == 0 && p.Day == 0 && p.Sent == 0 }
