package escalation

import (
	"fmt"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// Length is a length of business time, or of wall time. The zero Length is not written at all.
type Length struct {
	For  sla.Duration
	Wall bool
}

// ParseLength reads a length of business time such as 30m, or of wall time such as 30m wall. It must be more than zero.
func ParseLength(s string) (Length, error) {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 2 || len(words) == 2 && words[1] != "wall" {
		return Length{}, fmt.Errorf("%q is not a length: write business time such as 30m, or wall time such as 30m wall", s)
	}
	d, err := time.ParseDuration(words[0])
	if err != nil || d <= 0 {
		return Length{}, fmt.Errorf("%q is not a length above zero: write one such as 30m or 1h30m", words[0])
	}
	return Length{sla.Duration(d), len(words) == 2}, nil
}

// IsZero says whether the length was not written.
func (l Length) IsZero() bool { return l == Length{} }

// String returns the length as ParseLength reads it, or "" for none.
func (l Length) String() string {
	switch {
	case l.IsZero():
		return ""
	case l.Wall:
		return l.For.String() + " wall"
	}
	return l.For.String()
}

// MarshalText writes what String returns.
func (l Length) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what ParseLength reads, or no text for no length.
func (l *Length) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*l = Length{}
		return nil
	}
	*l, err = ParseLength(string(text))
	return err
}

// after returns the instant a length after another, or no instant when the calendar has not so much time. hours count business
// time.
func (l Length) after(from sla.Instant, hours calendar.Calendar) sla.Instant {
	if l.Wall {
		return from.Add(time.Duration(l.For))
	}
	t, err := hours.Add(from.Time(), time.Duration(l.For))
	if err != nil {
		return 0
	}
	return sla.At(t)
}
