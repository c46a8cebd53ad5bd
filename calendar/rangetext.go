package calendar

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// weekText writes windows by days, nil when there are none. Days with the same windows share a key.
func weekText(week [7][]Window) map[string]string {
	byText := map[string][]int{}
	for i, d := range weekOrder {
		if windows := joinTouching(inOrder(week[d])); len(windows) > 0 {
			text := windowsText(windows)
			byText[text] = append(byText[text], i)
		}
	}
	if len(byText) == 0 {
		return nil
	}
	out := map[string]string{}
	for text, days := range byText {
		out[daysText(days)] = text
	}
	return out
}

// daysText writes places of weekOrder, in order, as a key of days.
func daysText(days []int) string {
	var words []string
	for i := 0; i < len(days); {
		j := i
		for j+1 < len(days) && days[j+1] == days[j]+1 {
			j++
		}
		word := dayNames[weekOrder[days[i]]]
		if j > i {
			word += "-" + dayNames[weekOrder[days[j]]]
		}
		words = append(words, word)
		i = j + 1
	}
	return strings.Join(words, ",")
}

// datedText writes windows by dates, nil when there are none.
func datedText(dated map[Date][]Window) map[string]string {
	texts := make(map[Date]string, len(dated))
	for d, windows := range dated {
		texts[d] = windowsText(joinTouching(inOrder(windows)))
	}
	return byRange(texts)
}

// byRange gathers dates that follow each other and have the same text into ranges, nil when there are no dates.
func byRange(texts map[Date]string) map[string]string {
	if len(texts) == 0 {
		return nil
	}
	out := map[string]string{}
	eachRange(texts, func(key, text string) { out[key] = text })
	return out
}

// eachRange hands out, in order, the ranges of dates that have the same text.
func eachRange[T comparable](dated map[Date]T, out func(key string, value T)) {
	dates := slices.SortedFunc(maps.Keys(dated), compareDates)
	for i := 0; i < len(dates); {
		j := i
		for j+1 < len(dates) && j-i+1 < maxRange && dates[j+1] == dates[j].AddDays(1) && dated[dates[j+1]] == dated[dates[i]] {
			j++
		}
		key := dates[i].String()
		if j > i {
			key += ".." + dates[j].String()
		}
		out(key, dated[dates[i]])
		i = j + 1
	}
}

func compareDates(a, b Date) int {
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day))
}

// specialText writes dates with hours of their own, in order.
func specialText(dated map[Date]special) []Special {
	texts := make(map[Date]Special, len(dated))
	for d, s := range dated {
		texts[d] = Special{Name: s.name, Hours: windowsText(joinTouching(inOrder(s.windows)))}
	}
	var out []Special
	eachRange(texts, func(key string, s Special) {
		s.Date = key
		out = append(out, s)
	})
	return out
}
