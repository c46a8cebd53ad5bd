package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// closedWord stands for no windows.
const closedWord = "closed"

// dayNames are the written names of days by time.Weekday.
var dayNames = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// weekOrder lists the days as a week is written, from Monday on.
var weekOrder = [7]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// ParseWindows reads the windows of one date, such as "09:00-12:00 13:00-17:30", and returns them in order. The word
// closed stands for none. It refuses times that do not exist or lack a digit, and windows that overlap.
func ParseWindows(text string) ([]Window, error) {
	if text == closedWord {
		return nil, nil
	}
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return nil, fmt.Errorf("no hours: write windows such as 09:00-17:00, or closed")
	}
	windows := make([]Window, 0, len(fields))
	for _, f := range fields {
		w, err := parseWindow(f)
		if err != nil {
			return nil, err
		}
		windows = append(windows, w)
	}
	slices.SortFunc(windows, func(a, b Window) int { return a.Open - b.Open })
	for i := 1; i < len(windows); i++ {
		if windows[i].Open < windows[i-1].Close {
			return nil, fmt.Errorf("%s overlaps %s: join them or move one", windows[i-1], windows[i])
		}
	}
	return windows, nil
}

// String returns the window as it is written, such as 09:00-17:00.
func (w Window) String() string {
	shut := w.Close
	if shut > secondsPerDay {
		shut -= secondsPerDay
	}
	return clockText(w.Open) + "-" + clockText(shut)
}

func parseWindow(text string) (Window, error) {
	from, to, ok := strings.Cut(text, "-")
	if !ok {
		return Window{}, fmt.Errorf("%q is not a window: write open and close such as 09:00-17:00, with spaces between windows only", text)
	}
	open, err := parseClock(from)
	if err != nil {
		return Window{}, err
	}
	shut, err := parseClock(to)
	if err != nil {
		return Window{}, err
	}
	if open == secondsPerDay {
		return Window{}, fmt.Errorf("%q opens at 24:00: write the window on the next day from 00:00", text)
	}
	if shut <= open {
		shut += secondsPerDay
	}
	return Window{open, shut}, nil
}

// parseClock reads a time of day, 00:00 to 24:00 with or without seconds, into seconds.
func parseClock(text string) (int, error) {
	wrong := fmt.Errorf("%q is not a time of day: write two digits each for hour and minute, 00:00 to 24:00", text)
	if len(text) != 5 && len(text) != 8 {
		return 0, wrong
	}
	total := 0
	for i := 0; i < 8; i += 3 {
		n := 0
		if i < len(text) {
			if n = twoDigits(text[i:]); n < 0 || i > 0 && (text[i-1] != ':' || n > 59) {
				return 0, wrong
			}
		}
		total = total*60 + n
	}
	if total > secondsPerDay {
		return 0, wrong
	}
	return total, nil
}

// twoDigits returns the number that the first two bytes of text write, or -1.
func twoDigits(text string) int {
	if text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9' {
		return -1
	}
	return int(text[0]-'0')*10 + int(text[1]-'0')
}

// clockText writes seconds after midnight as a time of day, with seconds only where there are some.
func clockText(sec int) string {
	text := fmt.Sprintf("%02d:%02d", sec/3600, sec/60%60)
	if s := sec % 60; s != 0 {
		text += fmt.Sprintf(":%02d", s)
	}
	return text
}

// windowsText writes windows as ParseWindows reads them.
func windowsText(windows []Window) string {
	if len(windows) == 0 {
		return closedWord
	}
	words := make([]string, len(windows))
	for i, w := range windows {
		words[i] = w.String()
	}
	return strings.Join(words, " ")
}

// joinTouching returns sorted windows with those that touch or overlap made one, as far as a Window can hold them.
func joinTouching(windows []Window) []Window {
	var out []Window
	for _, w := range windows {
		if n := len(out); n > 0 && w.Open <= out[n-1].Close && max(w.Close, out[n-1].Close) <= out[n-1].Open+secondsPerDay {
			out[n-1].Close = max(w.Close, out[n-1].Close)
			continue
		}
		out = append(out, w)
	}
	return out
}

// weekdayNamed returns the day that name writes.
func weekdayNamed(name string) (time.Weekday, bool) {
	i := slices.Index(dayNames[:], name)
	return time.Weekday(max(i, 0)), i >= 0
}

// parseDays reads a key of days. It notes what it does not know in problems at path and returns the days that it does.
func parseDays(key, path string, problems *Problems) []time.Weekday {
	var days []time.Weekday
	for item := range strings.SplitSeq(key, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(item), "-")
		if !isRange {
			last = first
		}
		from, okFrom := weekdayNamed(first)
		to, okTo := weekdayNamed(last)
		if !okFrom {
			problems.Unknown(path, "day", first, weekNames())
		}
		if !okTo && isRange {
			problems.Unknown(path, "day", last, weekNames())
		}
		if !okFrom || !okTo {
			continue
		}
		for d := from; ; d = (d + 1) % 7 {
			days = append(days, d)
			if d == to {
				break
			}
		}
	}
	return days
}

// weekNames returns the names of days from Monday on.
func weekNames() []string {
	names := make([]string, 7)
	for i, d := range weekOrder {
		names[i] = dayNames[d]
	}
	return names
}

// isDateKey says whether a key is meant as dates, and not as days.
func isDateKey(key string) bool { return key != "" && key[0] >= '0' && key[0] <= '9' }
