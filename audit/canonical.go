package audit

import (
	"errors"
	"slices"
)

// maxInt is the largest whole number that every reader of JSON holds exactly: 2^53-1.
const maxInt = 1<<53 - 1

// The canonical form of a record is one JSON object in the form of RFC 8785, the JSON Canonicalization Scheme, with less in
// it: keys in the order of their bytes, no space, no number but a whole one from -(2^53-1) to 2^53-1. A part that is empty is
// left out. A field of a change that was not there, or is no more, is left out too; a value is a text, a number, true or
// false, or an array of texts, and never an object.

// appendRecord appends the canonical form of r to dst. The error joins every fault, each at its field.
func appendRecord(dst []byte, r *Record) ([]byte, error) {
	w := wire{b: dst, index: -1}
	w.record(r)
	return w.b, errors.Join(w.faults...)
}

// opener reads what appendRecord writes, and nothing else. It uses its place again for the next record.
type opener struct {
	wire   wire
	record Record
}

// open reads one record.
func (o *opener) open(sealed []byte) error {
	o.record = Record{Changes: o.record.Changes[:0], Reason: Reason{Args: o.record.Reason.Args[:0]}}
	o.wire = wire{reading: true, b: o.wire.b[:0], s: string(sealed), index: -1}
	w := &o.wire
	w.record(&o.record)
	if w.at < len(w.s) {
		w.stop("the end")
	}
	if w.stopped != nil {
		return w.stopped
	}
	return errors.Join(w.faults...)
}

// record carries a record. The keys are in their order.
func (w *wire) record(r *Record) {
	w.mark('{')
	w.text(`,"action":`, &r.Action)
	w.actor(`,"actor":`, &r.Actor)
	w.instant(`,"at":`, &r.At)
	w.changes(&r.Changes)
	w.context(&r.Context)
	w.text(`,"entity":`, &r.Entity)
	w.actor(`,"on_behalf":`, &r.OnBehalf)
	w.text(`,"outcome":`, (*string)(&r.Outcome))
	w.text(`,"policy":`, &r.Policy)
	w.hash(`,"prev":`, &r.Prev)
	w.reason(&r.Reason)
	w.instant(`,"recorded":`, &r.Recorded)
	w.text(`,"release":`, &r.Release)
	w.text(`,"rule":`, &r.Rule)
	w.sequence(&r.Seq)
	w.text(`,"trace":`, &r.Trace)
	w.text(`,"trigger":`, &r.Trigger)
	w.text(`,"version":`, &r.Version)
	w.mark('}')
	w.rules(r)
}

// rules checks what a record must say.
func (w *wire) rules(r *Record) {
	if !isAction(r.Action) {
		w.fault("action", "%q is not lower-case words joined by dots, such as sla.clock.paused", r.Action)
	}
	if r.Actor == (Actor{}) {
		w.fault("actor", "is missing")
	}
	if r.Entity == "" {
		w.fault("entity", "is missing")
	}
	if !slices.Contains(outcomes, r.Outcome) {
		w.fault("outcome", "%q is none of %v", string(r.Outcome), outcomes)
	}
	if (r.Seq == 1) != (r.Prev == Hash{}) {
		w.fault("prev", "is due in every record but the first")
	}
}

// isAction says whether s is words of a-z, 0-9 and _ that begin with a letter, joined by dots.
func isAction(s string) bool {
	for before, i := byte('.'), 0; i < len(s); i++ {
		c := s[i]
		letter := 'a' <= c && c <= 'z'
		if !letter && (before == '.' || c != '.' && c != '_' && (c < '0' || c > '9')) {
			return false
		}
		before = c
	}
	return s != "" && s[len(s)-1] != '.'
}

// actor carries an actor under its key, unless it is nobody.
func (w *wire) actor(key string, a *Actor) {
	if !w.has(key, *a != Actor{}) {
		return
	}
	w.within(key, -1)
	w.mark('{')
	w.text(`,"id":`, &a.ID)
	w.text(`,"kind":`, (*string)(&a.Kind))
	w.mark('}')
	w.full(*a != Actor{})
	if !slices.Contains(ActorKinds, a.Kind) {
		w.fault("kind", "%q is none of %v", string(a.Kind), ActorKinds)
	}
	w.within("", -1)
}

// changes carries the changes, if there are any.
func (w *wire) changes(all *[]Change) {
	if !w.has(`,"changes":`, len(*all) > 0) {
		return
	}
	w.mark('[')
	for i := 0; w.more(i, len(*all)); i++ {
		if w.reading {
			*all = append(*all, Change{})
		}
		c := &(*all)[i]
		w.within("changes", i)
		w.mark('{')
		w.value(`,"after":`, &c.After)
		w.value(`,"before":`, &c.Before)
		w.name(`,"field":`, &c.Field)
		w.mark('}')
	}
	w.mark(']')
	w.full(len(*all) > 0)
	w.within("", -1)
}

// context carries the context, unless it is empty.
func (w *wire) context(c *Context) {
	if !w.has(`,"context":`, *c != Context{}) {
		return
	}
	w.within("context", -1)
	w.mark('{')
	w.text(`,"channel":`, &c.Channel)
	w.text(`,"queue":`, &c.Queue)
	w.text(`,"region":`, &c.Region)
	w.text(`,"tier":`, &c.Tier)
	w.text(`,"type":`, &c.Type)
	w.mark('}')
	w.full(*c != Context{})
	w.within("", -1)
}

// reason carries the reason, if there is one.
func (w *wire) reason(r *Reason) {
	if !w.has(`,"reason":`, r.Template != "" || len(r.Args) > 0) {
		return
	}
	w.mark('{')
	if w.has(`,"args":`, len(r.Args) > 0) {
		w.args(&r.Args)
	}
	w.within("reason", -1)
	w.name(`,"template":`, &r.Template)
	w.within("", -1)
	w.mark('}')
}

// args carries the arguments of a reason.
func (w *wire) args(all *[]Arg) {
	w.mark('[')
	for i := 0; w.more(i, len(*all)); i++ {
		if w.reading {
			*all = append(*all, Arg{})
		}
		a := &(*all)[i]
		w.within("reason.args", i)
		w.mark('{')
		w.name(`,"name":`, &a.Name)
		w.value(`,"value":`, &a.Value)
		w.mark('}')
	}
	w.mark(']')
	w.full(len(*all) > 0)
}

// name carries a text that may not be empty.
func (w *wire) name(key string, s *string) {
	w.text(key, s)
	if *s == "" {
		w.fault(key, "is missing")
	}
}

// sequence carries the sequence.
func (w *wire) sequence(seq *uint64) {
	if !w.has(`,"seq":`, true) {
		w.fault("seq", "is missing")
		return
	}
	n := int64(*seq)
	w.number(&n)
	*seq = uint64(n)
	if *seq < 1 || *seq > maxInt {
		w.fault("seq", "%d lies outside 1 to 2^53-1", *seq)
	}
}

// value carries a value under its key, unless it is None.
func (w *wire) value(key string, v *Value) {
	if !w.has(key, v.kind != none) {
		return
	}
	if w.reading {
		v.kind = kindOf(w.next())
	}
	switch v.kind {
	case text:
		w.quoted(key, &v.s)
	case number:
		w.number(&v.n)
		if v.n < -maxInt || v.n > maxInt {
			w.fault(key, "%d lies outside -(2^53-1) to 2^53-1", v.n)
		}
	case flag:
		w.flag(&v.n)
	case texts:
		w.texts(key, &v.list)
	case instant:
		w.b = append(v.appendInstant(append(w.b, '"')), '"')
	default:
		w.stop("a text, a whole number, true, false or a list of texts")
	}
}

// kindOf returns the kind of value that begins with c.
func kindOf(c byte) valueKind {
	switch {
	case c == '"':
		return text
	case c == '[':
		return texts
	case c == 't', c == 'f':
		return flag
	case c == '-', '0' <= c && c <= '9':
		return number
	}
	return none
}

// texts carries a list of texts.
func (w *wire) texts(key string, all *[]string) {
	w.mark('[')
	for i := 0; w.more(i, len(*all)); i++ {
		if w.reading {
			*all = append(*all, "")
		}
		w.quoted(key, &(*all)[i])
	}
	w.mark(']')
}
