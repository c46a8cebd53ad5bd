package sim

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// Time says how a history writes its instants.
type Time struct {
	// Layout is a layout of Go's package time, such as 2006-01-02T15:04, or the word unix or unix_ms for a count of
	// seconds or milliseconds since 1970.
	Layout string `json:"layout" yaml:"layout"`
	// Zone is the IANA zone in which a layout without an offset is read, and in which the report counts its months. A
	// time of day that occurs twice is taken as the first; one that the clocks skip is a fault.
	Zone string `json:"zone" yaml:"zone"`
}

const (
	layoutUnix      = "unix"
	layoutUnixMilli = "unix_ms"
)

// face reads instants as one history writes them.
type face struct {
	layout string
	zone   *time.Location
	// civil is set when the layout tells no offset, so that the zone decides.
	civil bool
}

// compile checks t and notes its faults below path.
func (t Time) compile(path string, problems *calendar.Problems) face {
	f := face{layout: t.Layout, zone: loadZone(calendar.JoinPath(path, "zone"), t.Zone, problems)}
	path = calendar.JoinPath(path, "layout")
	switch {
	case t.Layout == layoutUnix, t.Layout == layoutUnixMilli:
	case strings.Contains(t.Layout, "MST"):
		problems.Add(path, "%q holds a short zone name, which may mean several zones; use offsets, or cells without a zone", t.Layout)
	case !survives(t.Layout, time.UTC):
		problems.Add(path, "%q tells no date and time of day; write 2 January 2006, 15:04:05, as the history would, "+
			"such as 2006-01-02 15:04:05, or write unix or unix_ms", t.Layout)
	default:
		f.civil = !survives(t.Layout, time.FixedZone("", 5*60*60))
	}
	return f
}

func loadZone(path, name string, problems *calendar.Problems) *time.Location {
	if name == "" || name == "Local" {
		problems.Add(path, "must be an IANA zone such as Europe/Berlin, or Etc/UTC")
		return time.UTC
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		problems.Add(path, "unknown zone %q; write an IANA zone such as Europe/Berlin", name)
		return time.UTC
	}
	return zone
}

// survives reports whether an instant stays the same when it is written in zone by layout and read again.
func survives(layout string, zone *time.Location) bool {
	sample := time.Date(2013, time.November, 22, 16, 47, 0, 0, time.UTC)
	back, err := time.Parse(layout, sample.In(zone).Format(layout))
	return err == nil && back.Equal(sample)
}

// read returns the instant that cell tells.
func (f face) read(cell string) (sla.Instant, error) {
	at, err := f.parse(cell)
	if err != nil {
		return 0, err
	}
	instant := sla.At(at)
	if instant == 0 {
		return 0, fmt.Errorf("%q is the very start of 1970 or lies outside the years 1970 to 2261; leave the cell empty if it means nothing", cell)
	}
	return instant, nil
}

func (f face) parse(cell string) (time.Time, error) {
	switch f.layout {
	case layoutUnix:
		n, err := f.count(cell)
		return time.Unix(n, 0), err
	case layoutUnixMilli:
		n, err := f.count(cell)
		return time.UnixMilli(n), err
	}
	at, err := time.Parse(f.layout, cell)
	if err != nil {
		return at, fmt.Errorf("%q is no instant; write it in the layout %s", cell, f.layout)
	}
	if !f.civil {
		return at, nil
	}
	at, ok := first(at, f.zone)
	if !ok {
		return at, fmt.Errorf("%q never was in %s: the clocks skip it; write a time that they show", cell, f.zone)
	}
	return at, nil
}

func (f face) count(cell string) (int64, error) {
	n, err := strconv.ParseInt(cell, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no count, and the layout is %s; write whole digits", cell, f.layout)
	}
	return n, nil
}

// first returns the first instant at which the clocks of zone read what civil reads in UTC, and false if they skip it.
func first(civil time.Time, zone *time.Location) (time.Time, bool) {
	// The offsets a day earlier and a day later are those before and after any change near by. The one before comes first:
	// where the clocks go back, it gives the earlier of the two instants.
	for _, near := range [...]time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, offset := civil.Add(near).In(zone).Zone()
		at := civil.Add(-time.Duration(offset) * time.Second).In(zone)
		if _, got := at.Zone(); got == offset {
			return at, true
		}
	}
	return civil, false
}
