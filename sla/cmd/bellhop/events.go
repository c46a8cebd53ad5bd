package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// writtenEvent is an event as a file holds it. The values of its fields may be of any kind.
type writtenEvent struct {
	Fields map[string]json.RawMessage `json:"fields"`
	sla.Event
}

// event returns the event with its fields.
func (w writtenEvent) event() (sla.Event, error) {
	ev := w.Event
	for name, raw := range w.Fields {
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			return ev, calendar.Problem{Path: calendar.KeyPath("fields", name), Message: err.Error()}
		}
		if ev.Fields == nil {
			ev.Fields = sla.Fields{}
		}
		ev.Fields[name] = value
	}
	return ev, nil
}

// eventReader reads the events of one ticket.
type eventReader struct {
	name  string
	check func(sla.Event) error
	seen  map[string]sla.Event // by key
}

// readEvents reads the events of one ticket: a list in JSON or YAML, or JSON lines, one event a line. check says what is
// wrong with an event beyond its form. The error is pack.Errors with every fault at its place.
func readEvents(name string, data []byte, check func(sla.Event) error) ([]sla.Event, error) {
	r := eventReader{name: name, check: check, seen: map[string]sla.Event{}}
	if bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n"), []byte("{")) {
		return r.lines(data)
	}
	return r.list(data)
}

func (r *eventReader) list(data []byte) ([]sla.Event, error) {
	doc, err := pack.Parse(r.name, data)
	if err != nil {
		return nil, err
	}
	var list []writtenEvent
	doc.Decode(&list)
	events := make([]sla.Event, len(list))
	for i, w := range list {
		events[i] = r.checked(doc, calendar.IndexPath("", i), w)
	}
	return events, doc.Err()
}

// lines reads JSON lines. Blank ones are passed over.
func (r *eventReader) lines(data []byte) ([]sla.Event, error) {
	var events []sla.Event
	var faults pack.Errors
	line := 0
	for text := range bytes.Lines(data) {
		if line++; len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		ev, err := r.line(text)
		var found pack.Errors
		if errors.As(err, &found) {
			for _, fault := range found {
				fault.Line += line - 1
				faults = append(faults, fault)
			}
		}
		events = append(events, ev)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return events, nil
}

func (r *eventReader) line(text []byte) (sla.Event, error) {
	doc, err := pack.Parse(r.name, bytes.TrimRight(text, "\r\n"))
	if err != nil {
		return sla.Event{}, err
	}
	var w writtenEvent
	doc.Decode(&w)
	ev := r.checked(doc, "", w)
	return ev, doc.Err()
}

// checked returns the event that stands at a path of a document, and notes its faults there. The same event may stand
// twice, but not two under one key.
func (r *eventReader) checked(doc *pack.Document, path string, w writtenEvent) sla.Event {
	ev, err := w.event()
	doc.Add(path, err)
	doc.Add(path, r.check(ev))
	if first, known := r.seen[ev.Key]; known && ev.Key != "" && !reflect.DeepEqual(first, ev) {
		const mend = "is the key of another event above; give each event a key of its own"
		doc.Add(path, calendar.Problem{Path: "key", Message: fmt.Sprintf("%q %s", ev.Key, mend)})
	}
	r.seen[ev.Key] = ev
	return ev
}
