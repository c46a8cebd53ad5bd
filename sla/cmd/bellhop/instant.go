package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// civilLayouts are the ways to write a civil time.
var civilLayouts = []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05"}

// readInstant reads an instant as in RFC 3339, or a civil time in a zone, with or without its weekday. No text
// means now, to the second.
func (c *call) readInstant(text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return c.now().Truncate(time.Second).In(zone), nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.In(zone), nil
	}
	day, rest, ok := strings.Cut(text, " ")
	if _, err := time.Parse("Mon", day); !ok || err != nil {
		day, rest = "", text
	}
	for _, layout := range civilLayouts {
		wall, err := time.Parse(layout, rest)
		switch {
		case err != nil:
		case day != "" && !strings.EqualFold(day, wall.Format("Mon")):
			return time.Time{}, fmt.Errorf("%q: that date is a %s", text, wall.Weekday())
		default:
			return civil(zone, wall)
		}
	}
	return time.Time{}, fmt.Errorf("%q is not an instant: write it as in RFC 3339, such as 2026-12-23T17:30:00+01:00, "+
		"or as civil time, such as 2026-12-23 17:30", text)
}

// instantOf reads an instant from a flag. A civil time needs one zone for all calendars of a pack.
func (c *call) instantOf(name, text string, p *pack.Pack) (time.Time, error) {
	zone, shared := time.UTC, true
	first := true
	for _, cal := range p.Calendars {
		shared = shared && (first || cal.Zone().String() == zone.String())
		zone, first = cal.Zone(), false
	}
	if !shared {
		zone = time.UTC
		if _, err := time.Parse(time.RFC3339, text); err != nil && text != "" {
			return time.Time{}, misuse("%s: the calendars of the pack keep several zones; write %q as in RFC 3339, with an offset", name, text)
		}
	}
	at, err := c.readInstant(text, zone)
	switch {
	case err != nil:
		return at, misuse("%s: %v", name, err)
	case sla.At(at) == 0:
		return at, misuse("%s: %q lies outside the instants that can be counted, 1970 to 2261", name, text)
	}
	return at, nil
}

// civil returns the first instant at which the wall clock of a zone reads what wall shows, or later. That is when a
// calendar opens which opens at that time of that date and never else.
func civil(zone *time.Location, wall time.Time) (time.Time, error) {
	clock := wall.Format(time.TimeOnly)
	once, err := calendar.Compile(calendar.Spec{
		Zone: zone.String(), Closed: true,
		Special: []calendar.Special{{Date: wall.Format(time.DateOnly), Hours: clock + "-" + clock}},
	}, calendar.Sources{})
	at := wall
	if err == nil {
		at, err = once.NextOpen(wall.AddDate(0, 0, -3))
	}
	if err != nil {
		const years = "lies outside the years that calendars hold, 1900 to 2199"
		return time.Time{}, fmt.Errorf("%s %s", wall.Format(civilLayouts[0]), years)
	}
	return at.In(zone), nil
}
