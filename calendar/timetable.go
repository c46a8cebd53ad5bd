package calendar

import "time"

// Window is a stretch of civil time in seconds after the midnight that begins its date: open at Open, closed again at
// Close. Open lies in [0, 86400) and Close in (Open, Open+86400]; a Close past 86400 lies on the next civil date.
type Window struct {
	Open, Close int
}

// timetable is one version of written hours, resolved to civil data: what a year is compiled from.
type timetable struct {
	zone       *time.Location
	week       [7][]Window // by time.Weekday, the windows that start on that day
	weekBreaks [7][]Window
	shifts     map[Date][]Window
	special    map[Date]special
	breaks     map[Date][]Window
	// holidays returns the holidays of a civil year, each date with the names that fall on it. It is called at most a
	// few times for a year and must always give the same answer. Nil means none.
	holidays func(year int) map[Date][]string
}

// special is what replaces a date's hours. A special without windows closes the date's own windows.
type special struct {
	name    string
	windows []Window
}
