package sla

import (
	"fmt"
	"math"
	"time"
)

// Instant is a point in time: nanoseconds since 1970-01-01T00:00:00Z, until the end of 2261. The zero Instant is no instant
// at all and is written as "". Instants compare with == and <.
type Instant int64

// never is later than every instant that an event can carry.
const never Instant = math.MaxInt64

// endOfTime is the beginning of 2262, in seconds since 1970.
const endOfTime = 9_214_646_400

// At returns the instant of t. It is the zero Instant when t is the zero time or lies outside the range of Instant.
func At(t time.Time) Instant {
	if s := t.Unix(); s < 0 || s >= endOfTime {
		return 0
	}
	return Instant(t.UnixNano())
}

// Time returns the instant as a time in UTC, and the zero time for no instant.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.Unix(0, int64(i)).UTC()
}

// Sub returns the elapsed time from j to i.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i - j) }

// Add returns the instant d after i.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d) }

// after returns the instant d after i, or before it, as far as there are instants.
func (i Instant) after(d Duration) Instant {
	switch j := i + Instant(d); {
	case d > 0 && j < i:
		return never
	case d < 0 && j > i:
		return -never
	default:
		return j
	}
}

// String returns the instant in RFC 3339 with the nanoseconds it has, or "" for no instant.
func (i Instant) String() string {
	if i == 0 {
		return ""
	}
	return i.Time().Format(time.RFC3339Nano)
}

// MarshalText writes what String returns.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads an instant in RFC 3339, or no text for no instant.
func (i *Instant) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*i = 0
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, string(text))
	if err != nil {
		return fmt.Errorf("%q is not an instant: write it as in RFC 3339, such as 2026-03-06T16:30:00Z", text)
	}
	if *i = At(t); *i == 0 {
		return fmt.Errorf("%q lies outside the instants that can be counted, 1970 to 2261", text)
	}
	return nil
}
