package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// The years whose holidays a fingerprint looks at.
const (
	fingerprintFrom = 1970
	fingerprintTo   = 2100
)

// Fingerprint returns 32 hexadecimal digits that say which hours the calendar keeps. Hours that are written in another way
// (days in another order, windows split where they touch, lists for ranges, other names) have the same fingerprint; other
// hours have another. Holidays count by the dates of the years 1970 to 2100 on which they fall, so a list that changes at
// its source changes the fingerprint. Names and the horizon do not count, nor do the rules of the zone: Stamp tells those.
// Holidays are looked up at the first call only, which takes some milliseconds.
func (c Calendar) Fingerprint() string { return forms{}.of(c).print }

// form is what calendars with the same hours have in common, however they are joined: joins of joins of the same kind are
// one join, in which each part counts once and in no order.
type form struct {
	print string
	op    op
	parts map[string]*form // of a union or an intersection, by print
}

// forms holds what is known of calendars met so far, so that one that is part of many joins is read once.
type forms map[Calendar]*form

func (m forms) of(c Calendar) *form {
	if f, ok := m[c]; ok {
		return f
	}
	f := m.read(c)
	m[c] = f
	return f
}

// read works out the form of c.
func (m forms) read(c Calendar) *form {
	if c.c == nil {
		return alwaysForm()
	}
	p := &c.c.plan
	switch p.op {
	case opUnion, opIntersect:
		return m.join(p.op, p.parts)
	case opSubtract:
		return m.difference(p)
	case opVersions:
		return m.versions(p)
	}
	switch {
	case p.table == nil:
		return closedForm()
	case p.doc != nil:
		return &form{print: p.doc.print()}
	}
	return &form{print: digest(tableText(p.table))}
}

// join returns the form of a union or an intersection.
func (m forms) join(kind op, parts []Calendar) *form {
	f := &form{op: kind, parts: map[string]*form{}}
	for _, part := range parts {
		inner := m.of(part)
		if inner.op == kind {
			maps.Copy(f.parts, inner.parts)
		} else {
			f.parts[inner.print] = inner
		}
	}
	prints := sortedKeys(f.parts)
	switch {
	case len(prints) == 1:
		return f.parts[prints[0]]
	case len(prints) == 0 && kind == opUnion:
		return closedForm()
	case len(prints) == 0:
		return alwaysForm()
	}
	f.print = digest(opNames[kind] + "\n" + strings.Join(prints, "\n"))
	return f
}

// opNames are the written names of joins.
var opNames = [...]string{opUnion: "union", opIntersect: "intersect", opSubtract: "subtract", opVersions: "versions"}

// difference returns the form of a subtraction.
func (m forms) difference(p *plan) *form {
	whole, rest := m.of(p.parts[0]), m.join(opUnion, p.parts[1:])
	if whole.print == rest.print {
		return closedForm()
	}
	return &form{op: opSubtract, print: digest(opNames[opSubtract] + "\n" + whole.print + "\n" + rest.print)}
}

// versions returns the form of versions. A version that keeps the hours before it does not count.
func (m forms) versions(p *plan) *form {
	parts, starts := p.reachable()
	lines := []string{opNames[opVersions], m.of(parts[0]).print}
	last := m.of(parts[0])
	for i, part := range parts[1:] {
		if f := m.of(part); f.print != last.print {
			lines = append(lines, starts[i+1].UTC().Format(time.RFC3339Nano)+" "+f.print)
			last = f
		}
	}
	if len(lines) == 2 {
		return last
	}
	return &form{op: opVersions, print: digest(strings.Join(lines, "\n"))}
}

func alwaysForm() *form {
	t := &timetable{zone: time.UTC}
	for i := range t.week {
		t.week[i] = wholeDay
	}
	return &form{print: digest(tableText(t))}
}

func closedForm() *form { return &form{print: digest(tableText(&timetable{zone: time.UTC}))} }

// digest returns the fingerprint of a text.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// tableText returns what timetables with the same hours have in common: their canonical form without names, and the dates
// of their holidays.
func tableText(t *timetable) string {
	bare := *t
	bare.holidays = nil
	bare.special = make(map[Date]special, len(t.special))
	for d, s := range t.special {
		bare.special[d] = special{windows: s.windows}
	}
	var w writer
	data, _ := json.Marshal(w.leaf(plan{table: &bare})) // a struct of texts has no value that fails
	lines := []string{string(data)}
	if t.holidays != nil {
		for year := fingerprintFrom; year <= fingerprintTo; year++ {
			for _, d := range slices.SortedFunc(maps.Keys(t.holidays(year)), compareDates) {
				lines = append(lines, d.String())
			}
		}
	}
	return strings.Join(lines, "\n")
}
