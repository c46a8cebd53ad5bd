package slatest

import (
	"fmt"
	"time"
)

// moment is an instant of a corpus.
type moment struct{ time.Time }

// UnmarshalText reads an instant in RFC 3339.
func (m *moment) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.RFC3339Nano, string(text))
	if err != nil {
		return fmt.Errorf("%q is not an instant; write it as in RFC 3339, such as 2026-03-06T16:30:00Z", text)
	}
	m.Time = t
	return nil
}

// instantText writes an instant as mismatches show it, in UTC, or never for none.
func instantText(t time.Time) string {
	if t.IsZero() {
		return never
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// never is how mismatches show that there is no such instant.
const never = "never"
