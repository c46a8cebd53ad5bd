package sla

import "github.com/bellhop-sla/bellhop/calendar"

// unmarshalWord sets an enumerated value from its name.
func unmarshalWord[T ~uint8](v *T, text []byte, kind string, names []string) error {
	for i, name := range names {
		if name == string(text) {
			*v = T(i)
			return nil
		}
	}
	var p calendar.Problems
	p.Unknown("", kind, string(text), names)
	return p
}
