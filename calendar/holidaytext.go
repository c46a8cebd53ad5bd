package calendar

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// canonicalLists writes lists of holidays in order. The texts must be sound.
func canonicalLists(lists []HolidayList) []HolidayList {
	out := make([]HolidayList, 0, len(lists))
	for _, l := range lists {
		c := HolidayList{Country: l.Country, Days: l.Days, Rename: maps.Clone(l.Rename), Remove: slices.Sorted(slices.Values(l.Remove))}
		if c.Days == holidayDaysNames[daysObserved] {
			c.Days = ""
		}
		c.Add = addedText(l.Add)
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b HolidayList) int { return strings.Compare(a.text(), b.text()) })
	if len(out) == 0 {
		return nil
	}
	return out
}

// text returns what two lists that say the same have in common.
func (l HolidayList) text() string {
	data, _ := json.Marshal(l) // a struct of texts has no value that fails
	return l.Country + string(data)
}

// addedText writes added holidays with their dates gathered into ranges.
func addedText(add map[string]string) map[string]string {
	dated, yearly := (reader{problems: &Problems{}}).added(add, "")
	out := byRange(dated)
	if out == nil && len(yearly) > 0 {
		out = map[string]string{}
	}
	for _, y := range yearly {
		out[y.String()] = y.name
	}
	return out
}

// writtenOut writes holidays that come from no list date by date, as far as fingerprints look.
func writtenOut(holidays func(year int) map[Date][]string) []HolidayList {
	dated := map[Date]string{}
	for year := fingerprintFrom; year <= fingerprintTo; year++ {
		for d, names := range holidays(year) {
			dated[d] = cmp.Or(strings.Join(names, ", "), "holiday")
		}
	}
	if len(dated) == 0 {
		return nil
	}
	return []HolidayList{{Add: byRange(dated)}}
}
