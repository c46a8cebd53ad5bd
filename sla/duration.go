package sla

import (
	"fmt"
	"strings"
	"time"
)

// Duration is a length of time in nanoseconds that is written as text, such as 1h30m.
type Duration time.Duration

// ParseDuration reads a length such as 4h, 90m or 1h30m. It refuses a negative one.
func ParseDuration(s string) (Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a length of time: write hours, minutes and seconds, such as 4h or 1h30m", s)
	}
	if d < 0 {
		return 0, fmt.Errorf("%q is negative: write a length of time such as 4h", s)
	}
	return Duration(d), nil
}

// String returns the length without units that are zero: 4h, 1h30m, 45s.
func (d Duration) String() string {
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// MarshalText writes what String returns.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what time.ParseDuration reads; a state may hold negative lengths, a written document may not.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil {
		_, err = ParseDuration(string(text))
		return err
	}
	*d = Duration(v)
	return nil
}

func (d Duration) std() time.Duration { return time.Duration(d) }
