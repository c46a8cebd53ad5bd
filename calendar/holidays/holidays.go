// Package holidays resolves codes to the holiday lists of github.com/rickar/cal/v2. It is the only package of the module
// that links every country, so a host that keeps its own holidays does not carry them.
//
// A code is what a written calendar names a list by: that of a country, such as us, or that of a region, such as de-be or
// au-nsw. A list holds the public holidays as rules that give a date for a year.
//
//	"de-be" ─▶ All ─▶ rules of cal ─▶ calendar.Compile ─▶ dates of each year
//
// Regions are those that cal has: the states of au and de and the cantons of ch. Australia has no list but by state. What
// cal does not have, such as the provinces of ca, a document adds and removes by name. The package holds no dates of its
// own, works out none and never changes a rule.
package holidays

import (
	"maps"
	"slices"

	"github.com/rickar/cal/v2"

	"github.com/bellhop-sla/bellhop/calendar"
)

// All is the source of every list. It has no state, so that nobody can change it.
type All struct{}

var _ calendar.HolidaySource = All{}

// Holidays returns the list of a code in lower case, and whether there is one.
func (All) Holidays(code string) (list []*cal.Holiday, ok bool) {
	list, ok = lists[code]
	return list, ok
}

// Codes returns every code, sorted.
func (All) Codes() []string { return slices.Sorted(maps.Keys(lists)) }
