package routing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// maxTold is how many entries of a list a text tells.
const maxTold = 20

// String tells the coverage for people, each need in the zone of its promised hours. Of a list it tells the first twenty entries.
func (c Coverage) String() string { return c.Text(maxTold) }

// Text tells what String tells, with at most so many entries of each list. Less than 1 is all of them.
func (c Coverage) Text(most int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "from %v until %v: %v uncovered, %v with nobody\n", c.From, c.Until, c.Uncovered, c.Nobody)
	for i, n := range c.Needs {
		b.WriteString("\n" + n.text(most))
		if i < len(c.Changes) {
			fmt.Fprintf(&b, "  edited: %v\n", c.Changes[i])
		}
	}
	return b.String()
}

// String tells how the need is covered. Of a list it tells the first twenty entries.
func (n NeedCoverage) String() string { return n.text(maxTold) }

// text tells how the need is covered, with at most so many entries of each list.
func (n NeedCoverage) text(most int) string {
	var b strings.Builder
	zone := n.location()
	fmt.Fprintf(&b, "%s: %s\n", n.Need.Name, n.Need)
	fmt.Fprintf(&b, "  promised %v, uncovered %v in %s, nobody %v; %s\n",
		n.Promised, n.Uncovered, many(len(n.Gaps), "gap"), n.Nobody, many(n.Able, "agent")+" can serve it")
	for _, s := range n.ByCause() {
		fmt.Fprintf(&b, "  by %s: %v in %s\n", s.Kinds, s.Time, many(s.Gaps, "gap"))
	}
	tellSome(&b, most, "gap", alikeGaps(n.Gaps, zone), func(a *alike) string { return a.text(zone, n.Need.Agents) })
	if w, ok := n.weakest(); ok {
		fmt.Fprintf(&b, "  weakest hour: %v\n", w)
	}
	tellSome(&b, most, "alone", n.Alone, AloneAgent.String)
	tellSome(&b, most, "hand-off", n.Handoffs, func(h Handoff) string { return h.text(zone) })
	return b.String()
}

// tellSome writes what a list holds, a line each, as far as a text tells it.
func tellSome[T any](b *strings.Builder, most int, what string, list []T, text func(T) string) {
	for i, one := range list {
		if i == most && most > 0 {
			fmt.Fprintf(b, "  %s: %d more\n", what, len(list)-i)
			return
		}
		fmt.Fprintf(b, "  %s: %s\n", what, text(one))
	}
}

// String tells what is needed, such as: 2 agents during support, language de, skill vpn from level 3.
func (n CoverageNeed) String() string {
	text := many(max(1, n.Agents), "agent") + " always"
	if n.During != "" {
		text = many(max(1, n.Agents), "agent") + " during " + n.During
	}
	for _, part := range []struct{ what, name string }{
		{"language", n.Language}, {"skill", n.Skill}, {"channel", n.Channel}, {"team", n.Team}, {"region", n.Region}, {"queue", n.Queue},
	} {
		if part.name != "" {
			text += ", " + part.what + " " + part.name
		}
		if part.what == "skill" && n.Level > 1 {
			text += fmt.Sprintf(" from level %d", n.Level)
		}
	}
	return text
}

// CauseSum is the uncovered time with the same sorts of causes.
type CauseSum struct {
	// Kinds are joined by the word and.
	Kinds string       `json:"kinds"`
	Time  sla.Duration `json:"time"`
	Gaps  int          `json:"gaps"`
}

// ByCause sums the gaps up by the sorts of their causes, most time first.
func (n NeedCoverage) ByCause() (sums []CauseSum) {
	for _, g := range n.Gaps {
		kinds := g.kinds()
		i := slices.IndexFunc(sums, func(s CauseSum) bool { return s.Kinds == kinds })
		if i < 0 {
			i = len(sums)
			sums = append(sums, CauseSum{Kinds: kinds})
		}
		sums[i].Time += g.Length()
		sums[i].Gaps++
	}
	slices.SortStableFunc(sums, func(a, b CauseSum) int { return cmp.Or(cmp.Compare(b.Time, a.Time), strings.Compare(a.Kinds, b.Kinds)) })
	return sums
}

// kinds joins the sorts of causes, each once.
func (g CoverageGap) kinds() string {
	var kinds []string
	for _, c := range g.Causes {
		kinds = append(kinds, string(c.Kind))
	}
	return strings.Join(slices.Compact(kinds), " and ")
}

// alike is gaps that begin at the same time of day, are as long, and have the same causes and numbers.
type alike struct {
	CoverageGap // the first
	times       int
	last        sla.Instant
}

// alikeGaps puts gaps that are alike on the wall clock of a zone together, in the order of the first ones.
func alikeGaps(gaps []CoverageGap, zone *time.Location) (list []*alike) {
	places := map[string]*alike{}
	for _, g := range gaps {
		key := fmt.Sprint(g.From.Time().In(zone).Format("15:04:05.999999999"), g.Length(), g.Fewest, g.Causes, g.More)
		if places[key] == nil {
			places[key] = &alike{CoverageGap: g}
			list = append(list, places[key])
		}
		places[key].times++
		places[key].last = g.From
	}
	return list
}

// text tells gaps on the wall clock of a zone.
func (a *alike) text(zone *time.Location, asked int) string {
	causes := make([]string, len(a.Causes))
	for i, c := range a.Causes {
		causes[i] = c.String()
	}
	if a.More > 0 {
		causes = append(causes, fmt.Sprintf("%d more", a.More))
	}
	again := ""
	if a.times > 1 {
		again = fmt.Sprintf(", %d times until %s", a.times, a.last.Time().In(zone).Format("Mon 2006-01-02"))
	}
	return fmt.Sprintf("%s for %v%s, %d of %d on: %s", moment(a.From, zone), a.Length(), again, a.Fewest, asked, strings.Join(causes, ", "))
}

// String tells the cause, such as: leave "summer" of ana, or: holiday "Christmas Day" of berlin.
func (c GapCause) String() string {
	text := string(c.Kind)
	switch {
	case c.Kind == ClockChange:
		return text + " in " + c.Zone + ": " + c.Name
	case c.Kind == NoShift && c.Name != "":
		return text + ": " + c.Name
	case c.Name != "":
		text += fmt.Sprintf(" %q", c.Name)
	}
	if of := cmp.Or(c.Agent, c.Calendar); of != "" {
		text += " of " + of
	}
	return text
}

// weakest returns the hour of the week with the fewest agents, of such the one that is uncovered for longest, and of such the
// first.
func (n NeedCoverage) weakest() (worst WeekHour, ok bool) {
	for i, w := range n.Week {
		if i == 0 || w.Least < worst.Least || w.Least == worst.Least && w.Uncovered > worst.Uncovered {
			worst = w
		}
	}
	return worst, len(n.Week) > 0
}

// String tells the hour, such as: mon 09:00, 1 on at the worst, first on 2026-03-30, uncovered 2h of 52h.
func (w WeekHour) String() string {
	return fmt.Sprintf("%s %02d:00, %d on at the worst, first on %s, uncovered %v of %v", w.Day, w.Hour, w.Least, w.Worst, w.Uncovered, w.Promised)
}

// String tells who is alone and for how long.
func (a AloneAgent) String() string {
	var longest sla.Duration
	for _, s := range a.Stretches {
		longest = max(longest, s.Length())
	}
	return fmt.Sprintf("%s for %v in %s, %v at the longest", a.Agent, a.Time, many(len(a.Stretches), "stretch"), longest)
}

// text tells a hand-off on the wall clock of a zone.
func (h Handoff) text(zone *time.Location) string {
	return fmt.Sprintf("%s to %s, %s, overlap %v (first %s) to %v", h.From, h.To, many(h.Times, "time"), h.Least, moment(h.LeastAt, zone), h.Most)
}

// String tells what changes.
func (c CoverageChange) String() string {
	return fmt.Sprintf("uncovered %v before, %v after; nobody %v before, %v after; one alone %v before, %v after; %s closed, %s opened",
		c.UncoveredBefore, c.UncoveredAfter, c.NobodyBefore, c.NobodyAfter, c.AloneBefore, c.AloneAfter,
		many(len(c.Closed), "stretch"), many(len(c.Opened), "stretch"))
}

// location returns the zone of the promised hours.
func (n NeedCoverage) location() *time.Location {
	zone, err := time.LoadLocation(n.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// moment writes an instant on the wall clock of a zone, with seconds only where there are some.
func moment(at sla.Instant, zone *time.Location) string {
	layout := "Mon 2006-01-02 15:04 -07:00"
	if at%sla.Instant(time.Minute) != 0 {
		layout = "Mon 2006-01-02 15:04:05.999999999 -07:00"
	}
	return at.Time().In(zone).Format(layout)
}

// many writes a number and what it counts.
func many(n int, what string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(what, "ch"):
		what += "es"
	default:
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
