package sla

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// MarshalJSON writes a goal for all as a text and goals by value as an object.
func (w Within) MarshalJSON() ([]byte, error) {
	if w.Each != nil {
		return json.Marshal(w.Each)
	}
	return json.Marshal(w.All)
}

// UnmarshalJSON reads a text or an object.
func (w *Within) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return json.Unmarshal(data, &w.Each)
	}
	return json.Unmarshal(data, &w.All)
}

// UnmarshalJSON reads a text, which is the status, or an object.
func (s *PauseSpec) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte(`"`)) {
		return json.Unmarshal(data, &s.Status)
	}
	type plain PauseSpec
	return json.Unmarshal(data, (*plain)(s))
}

// UnmarshalJSON reads a text, which is the point, or an object.
func (s *ThresholdSpec) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte(`"`)) {
		return json.Unmarshal(data, &s.At)
	}
	type plain ThresholdSpec
	return json.Unmarshal(data, (*plain)(s))
}

// goal returns the goal for a ticket whose field has the value, and the key under which it stands.
func (w Within) goal(value string) (Goal, string) {
	if w.Each == nil {
		return w.All, ""
	}
	if g, ok := w.Each[value]; ok {
		return g, value
	}
	if g, ok := w.Each[OtherValue]; ok {
		return g, OtherValue
	}
	return Goal{Unit: NoGoal}, OtherValue
}

// check notes the faults of goals by value: each value of the field must have one, and no other value.
func (w Within) check(p *calendar.Problems, path, field string, terms *Terms) {
	if w.Each == nil {
		if w.All.Unit == Unset {
			p.Add(path, "missing; %s", goalForms)
		} else if err := w.All.check(); err != nil {
			p.Add(path, "%s", err)
		}
		return
	}
	kind, known := terms.Type(field)
	switch {
	case !known:
		p.Unknown(calendar.JoinPath(parentPath(path), "by"), "field", field, terms.Names())
		return
	case kind != TextField:
		p.Add(calendar.JoinPath(parentPath(path), "by"), "%q is a %s; goals by value need a text", field, kind)
		return
	}
	values := terms.Values(field)
	for _, key := range slices.Sorted(maps.Keys(w.Each)) {
		if err := w.Each[key].check(); err != nil {
			p.Add(calendar.KeyPath(path, key), "%s", err)
		}
		if values != nil && key != OtherValue && !slices.Contains(values, key) {
			p.Unknown(calendar.KeyPath(path, key), "value of "+field, key, values)
		}
	}
	if _, ok := w.Each[OtherValue]; ok {
		return
	}
	if values == nil {
		p.Add(path, "has no goal for other values of %s; add %s: with a goal or none", field, OtherValue)
	}
	for _, v := range values {
		if _, ok := w.Each[v]; !ok {
			p.Add(path, "has no goal for the %s %q; add it, or %s: with a goal or none", field, v, OtherValue)
		}
	}
}
