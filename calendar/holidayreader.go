package calendar

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
)

// holidays reads the lists of holidays.
func (r reader) holidays(lists []HolidayList, src HolidaySource) []holidayList {
	var out []holidayList
	countries := map[string]int{}
	for i, l := range lists {
		at := IndexPath(r.at("holidays"), i)
		if o, ok := countries[l.Country]; ok && l.Country != "" {
			r.problems.Add(JoinPath(at, "country"), "%s is in %s already: write each list once", l.Country, IndexPath("holidays", o))
		}
		countries[l.Country] = i
		out = append(out, r.holidayList(l, at, src))
	}
	return out
}

// holidayList reads one list of holidays.
func (r reader) holidayList(l HolidayList, at string, src HolidaySource) holidayList {
	out := holidayList{rename: l.Rename, days: r.holidayDays(l.Days, JoinPath(at, "days"))}
	out.dated, out.yearly = r.added(l.Add, JoinPath(at, "add"))
	if l.Country == "" && len(l.Add) == 0 {
		r.problems.Add(at, "no holidays: write a country such as us or de-be, or dates to add")
	}
	if l.Country == "" {
		r.noList(l, at)
		return out
	}
	if src == nil {
		r.problems.Add(JoinPath(at, "country"), "no list of holidays is at hand for %q: compile with a source such as holidays.All{}", l.Country)
		return out
	}
	rules, ok := src.Holidays(l.Country)
	if !ok {
		r.unknownCountry(l.Country, JoinPath(at, "country"), src.Codes())
		return out
	}
	out.rules = r.kept(l, rules, at)
	return out
}

// noList notes the keys that need a country.
func (r reader) noList(l HolidayList, at string) {
	if len(l.Remove) > 0 {
		r.problems.Add(JoinPath(at, "remove"), "there is no list to remove from: write its country")
	}
	if len(l.Rename) > 0 {
		r.problems.Add(JoinPath(at, "rename"), "there is no list to rename in: write its country")
	}
}

// unknownCountry notes a code without a list. Where a country has lists by region only, it names these.
func (r reader) unknownCountry(code, path string, codes []string) {
	var regions []string
	for _, c := range codes {
		if strings.HasPrefix(c, code+"-") {
			regions = append(regions, c)
		}
	}
	if len(regions) > 0 {
		r.problems.Add(path, "%q has lists by region only; write one of %s", code, strings.Join(regions, ", "))
		return
	}
	r.problems.Unknown(path, "country", code, codes)
}

// kept returns the rules of a list that are not removed, and notes names that the list does not have.
func (r reader) kept(l HolidayList, rules []*cal.Holiday, at string) []*cal.Holiday {
	names := map[string]bool{}
	for _, h := range rules {
		names[h.Name] = true
	}
	known := slices.Sorted(maps.Keys(names))
	for i, name := range l.Remove {
		path := IndexPath(JoinPath(at, "remove"), i)
		if !names[name] {
			r.problems.Unknown(path, "holiday of "+l.Country, name, known)
		}
		if slices.Contains(l.Remove[:i], name) {
			r.problems.Add(path, "%q is removed already: write it once", name)
		}
	}
	for _, name := range sortedKeys(l.Rename) {
		path := KeyPath(JoinPath(at, "rename"), name)
		switch {
		case !names[name]:
			r.problems.Unknown(path, "holiday of "+l.Country, name, known)
		case slices.Contains(l.Remove, name):
			r.problems.Add(path, "%q is removed, so it needs no other name", name)
		case l.Rename[name] == "":
			r.problems.Add(path, "%q needs a name", name)
		}
	}
	return slices.DeleteFunc(slices.Clone(rules), func(h *cal.Holiday) bool { return slices.Contains(l.Remove, h.Name) })
}

// holidayDays reads which dates of a holiday close.
func (r reader) holidayDays(text, path string) holidayDays {
	if text == "" {
		return daysObserved
	}
	i := slices.Index(holidayDaysNames, text)
	if i < 0 {
		r.problems.Unknown(path, "choice of days", text, holidayDaysNames)
	}
	return holidayDays(max(i, 0))
}

// added reads the holidays of the desk's own.
func (r reader) added(text map[string]string, path string) (map[Date]string, []yearlyDay) {
	dated, owner := map[Date]string{}, map[Date]string{}
	var yearly []yearlyDay
	for _, key := range sortedKeys(text) {
		at, name := KeyPath(path, key), text[key]
		if name == "" {
			r.problems.Add(at, "the holiday needs a name")
		}
		if month, day, ok := parseYearly(key); ok {
			yearly = append(yearly, yearlyDay{month, day, name})
			continue
		}
		for d := range r.addedDates(key, at).all() {
			if o, ok := owner[d]; ok {
				r.problems.Add(at, "%s is in %s already: write each date once", d, o)
				break
			}
			owner[d], dated[d] = key, name
		}
	}
	return dated, yearly
}

// addedDates reads a key of added holidays that is no day of every year.
func (r reader) addedDates(key, at string) dateRange {
	if len(key) == len("12-24") && isDateKey(key) {
		r.problems.Add(at, "%q is no day of the year: write month and day such as 12-24", key)
		return dateRange{}
	}
	return r.dates(key, at)
}

// String writes the day of a yearly holiday as it is read.
func (y yearlyDay) String() string {
	return time.Date(2000, y.month, y.day, 0, 0, 0, 0, time.UTC).Format("01-02")
}
