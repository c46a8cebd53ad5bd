package calendar

import (
	"errors"
	"fmt"
	"time"
)

// ErrNever is found by errors.Is in the error of every question that has no answer: the calendar never opens or never
// closes, or not within its horizon. A calendar other than the zero one holds the years 1900 to 2199; a question asked from
// outside them has no answer either.
var ErrNever = errors.New("never")

// NeverError says which question has no answer.
type NeverError struct {
	// Calendar is the name of the calendar, which may be empty.
	Calendar string
	// From is the instant of the question.
	From time.Time
	// Years is the horizon: an answer further away from From than so many years of 365.25 days counts as none. It is 0
	// when the calendar has no such instant at any distance.
	Years int
}

// Error says that there is no answer, and within which horizon.
func (e *NeverError) Error() string {
	name := "calendar"
	if e.Calendar != "" {
		name = fmt.Sprintf("calendar %q", e.Calendar)
	}
	if e.Years == 0 {
		return fmt.Sprintf("%s: never, as seen from %s", name, e.From.Format(time.RFC3339))
	}
	return fmt.Sprintf("%s: not within %d years of %s", name, e.Years, e.From.Format(time.RFC3339))
}

// Unwrap returns ErrNever.
func (e *NeverError) Unwrap() error { return ErrNever }

// noAnswer returns the error of a question about c that has no answer seen from t.
func (c Calendar) noAnswer(t time.Time) error {
	e := &NeverError{From: t.Round(0)}
	if c.c != nil {
		e.Calendar = c.c.plan.name
	}
	if c.c != nil && !c.c.never {
		e.Years = c.c.plan.horizon
	}
	return e
}
