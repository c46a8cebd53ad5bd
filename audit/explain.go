package audit

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Explain returns the reason for people: the template of the catalog, by its id, with each {name} filled by the argument of
// that name. A name that has no argument stays as it is. A template that the catalog does not hold gives its id and the
// arguments.
func (r Reason) Explain(catalog map[string]string) string {
	if template, ok := catalog[r.Template]; ok {
		return r.fill(template)
	}
	if len(r.Args) == 0 {
		return r.Template
	}
	var args []string
	for _, a := range r.Args {
		args = append(args, a.Name+" "+a.Value.String())
	}
	return r.Template + " (" + strings.Join(args, ", ") + ")"
}

// fill puts the arguments into a template. What an argument brings is not looked at again.
func (r Reason) fill(template string) string {
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(template, "{")
		name, after, closed := strings.Cut(rest, "}")
		b.WriteString(before)
		switch v, ok := r.arg(name); {
		case !open:
			return b.String()
		case closed && ok:
			b.WriteString(v.String())
			template = after
		default:
			b.WriteByte('{')
			template = rest
		}
	}
}

// arg returns the value of an argument.
func (r Reason) arg(name string) (Value, bool) {
	for _, a := range r.Args {
		if a.Name == name {
			return a.Value, true
		}
	}
	return None, false
}

// String returns the record for people, without a catalog.
func (r Record) String() string { return r.Explain(nil) }

// Explain returns the record for people, on one line: when, who, what, what became of it, why, what changed, and by which
// rule and event. Times are in UTC. The reason is filled in from the catalog. What cannot be printed is written as Go writes
// it in a text, so that no record can pretend to be two.
func (r Record) Explain(catalog map[string]string) string {
	parts := []string{moment(r.At), r.who(), r.Action}
	if r.Outcome != Applied {
		parts[2] += " " + string(r.Outcome)
	}
	for _, list := range [][]string{r.details(catalog), r.origin()} {
		if len(list) > 0 {
			parts = append(parts, strings.Join(list, ", "))
		}
	}
	return printable(strings.Join(parts, "  "))
}

// moment writes an instant, with seconds only where there are some.
func moment(t time.Time) string {
	layout := "2006-01-02 15:04 UTC"
	if t = t.UTC(); t.Truncate(time.Minute) != t {
		layout = "2006-01-02 15:04:05.999999999 UTC"
	}
	return t.Format(layout)
}

// who names the actor and for whom it acted.
func (r Record) who() string {
	s := r.Actor.String()
	if r.OnBehalf != (Actor{}) {
		s += " for " + r.OnBehalf.String()
	}
	return s
}

// String returns kind and id, such as user ana.
func (a Actor) String() string { return strings.TrimSpace(string(a.Kind) + " " + a.ID) }

// details are the reason and the changes.
func (r Record) details(catalog map[string]string) (list []string) {
	if reason := r.Reason.Explain(catalog); reason != "" {
		list = append(list, reason)
	}
	for _, c := range r.Changes {
		list = append(list, c.String())
	}
	return list
}

// String returns the change as field, value before and value after, such as priority high → urgent.
func (c Change) String() string { return fmt.Sprintf("%s %s → %s", c.Field, c.Before, c.After) }

// origin says by which rule and event the record came about, and when that was learned if not in the same minute.
func (r Record) origin() (list []string) {
	for _, part := range []struct{ word, name string }{
		{"rule ", r.Rule}, {"policy ", r.Policy}, {"version ", r.Version}, {"release ", r.Release}, {"event ", r.Trigger},
	} {
		if part.name != "" {
			list = append(list, part.word+part.name)
		}
	}
	if !r.Recorded.Truncate(time.Minute).Equal(r.At.Truncate(time.Minute)) {
		list = append(list, "learned "+moment(r.Recorded))
	}
	return list
}

// printable writes what cannot be printed as an escape of Go.
func printable(s string) string {
	var b strings.Builder
	for _, c := range s {
		if strconv.IsPrint(c) {
			b.WriteRune(c)
			continue
		}
		b.WriteString(strings.Trim(strconv.QuoteRune(c), "'"))
	}
	return b.String()
}
