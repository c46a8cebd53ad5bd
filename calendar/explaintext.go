package calendar

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// String returns the explanation as text: the question on the first line, then a line for each stretch, and the answer of
// Add at the end. No line break follows the last line.
func (e Explanation) String() string {
	lines := []string{e.question()}
	for i, s := range e.Stretches {
		if e.LeftOut > 0 && i == explainHead {
			lines = append(lines, fmt.Sprintf("  … %d stretches left out", e.LeftOut))
		}
		lines = append(lines, "  "+e.line(s))
	}
	if e.Asked == AskedAdd {
		switch n := len(lines) - 1; {
		case n > 0 && e.Counted > 0:
			lines[n] += "  due " + dateTime(e.To)
		case e.Counted < 0:
			lines = append(lines, "  reaches "+dateTime(e.To))
		default:
			lines = append(lines, "  due "+dateTime(e.To))
		}
	}
	return strings.Join(lines, "\n")
}

// question returns the first line.
func (e Explanation) question() string {
	switch {
	case e.Asked == AskedBetween:
		return fmt.Sprintf("%s from %s to %s in %s", durationText(e.Counted), dateTime(e.From), dateTime(e.To), e.Calendar)
	case e.Counted < 0:
		return fmt.Sprintf("%s back from %s in %s", durationText(-e.Counted), dateTime(e.From), e.Calendar)
	}
	return fmt.Sprintf("%s from %s in %s", durationText(e.Counted), dateTime(e.From), e.Calendar)
}

// line returns the line of one stretch.
func (e Explanation) line(s Stretch) string {
	text := "closed until " + e.moment(s.To)
	if s.Counted {
		until := s.To.Format(clockLayout(s.To))
		if DateOf(s.From) != DateOf(s.To) {
			until = e.moment(s.To)
		}
		text = fmt.Sprintf("%s–%s  counted %s", e.moment(s.From), until, durationText(s.To.Sub(s.From)))
	}
	if causes := causesText(s.Causes); causes != "" {
		text += "  (" + causes + ")"
	}
	return text
}

// moment writes an instant by its weekday, and by its date too when the explanation is longer than a week.
func (e Explanation) moment(t time.Time) string {
	if e.To.Sub(e.From).Abs() < 6*24*time.Hour {
		return t.Format("Mon " + clockLayout(t))
	}
	return dateTime(t)
}

func dateTime(t time.Time) string { return t.Format("Mon 2006-01-02 " + clockLayout(t)) }

// clockLayout returns how the time of day of t is written: seconds stand only where there are some.
func clockLayout(t time.Time) string {
	if t.Second() == 0 && t.Nanosecond() == 0 {
		return "15:04"
	}
	return "15:04:05.999999999"
}

// causesText writes causes that are out of the ordinary.
func causesText(causes []Cause) string {
	var words []string
	for _, c := range causes {
		if c.Kind != ClosedHours {
			words = append(words, c.String())
		}
	}
	return strings.Join(words, ", ")
}

// String returns the cause as text, such as holiday "Christmas Day".
func (c Cause) String() string {
	text := string(c.Kind)
	switch {
	case c.Kind == ClockChange:
		text = "clock " + c.Name
	case c.Name != "":
		text += fmt.Sprintf(" %q", c.Name)
	}
	if c.Calendar != "" {
		text += fmt.Sprintf(" of %q", c.Calendar)
	}
	return text
}

// durationText writes a duration without the units that are zero, such as 1h30m.
func durationText(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// MarshalJSON returns the explanation with instants in the zone of the calendar and durations as package time writes them.
func (e Explanation) MarshalJSON() ([]byte, error) {
	type stretch struct {
		From    time.Time `json:"from"`
		To      time.Time `json:"to"`
		Counted bool      `json:"counted"`
		Elapsed string    `json:"elapsed"`
		Causes  []Cause   `json:"causes,omitempty"`
	}
	stretches := make([]stretch, len(e.Stretches))
	for i, s := range e.Stretches {
		stretches[i] = stretch{s.From, s.To, s.Counted, durationText(s.To.Sub(s.From)), s.Causes}
	}
	return json.Marshal(struct {
		Asked     Question  `json:"asked"`
		Calendar  string    `json:"calendar"`
		From      time.Time `json:"from"`
		To        time.Time `json:"to"`
		Counted   string    `json:"counted"`
		Stretches []stretch `json:"stretches"`
		LeftOut   int       `json:"left_out,omitempty"`
	}{e.Asked, e.Calendar, e.From, e.To, durationText(e.Counted), stretches, e.LeftOut})
}
