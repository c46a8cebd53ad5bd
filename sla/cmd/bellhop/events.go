package main

import (
	"bytes"
	"encoding/json"
	"errors"

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

// readEvents reads the events of one ticket: a list in JSON or YAML, or JSON lines, one event a line. check says what is
// wrong with an event beyond its form. The error is pack.Errors with every fault at its place.
func readEvents(name string, data []byte, check func(sla.Event) error) ([]sla.Event, error) {
	if bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n"), []byte("{")) {
		return readEventLines(name, data, check)
	}
	doc, err := pack.Parse(name, data)
	if err != nil {
		return nil, err
	}
	var list []writtenEvent
	doc.Decode(&list)
	events := make([]sla.Event, len(list))
	for i, w := range list {
		events[i] = checked(doc, calendar.IndexPath("", i), w, check)
	}
	return events, doc.Err()
}

// readEventLines reads JSON lines. Blank lines are passed over.
func readEventLines(name string, data []byte, check func(sla.Event) error) ([]sla.Event, error) {
	var events []sla.Event
	var faults pack.Errors
	line := 0
	for text := range bytes.Lines(data) {
		if line++; len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		ev, err := readEventLine(name, text, check)
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

func readEventLine(name string, text []byte, check func(sla.Event) error) (sla.Event, error) {
	doc, err := pack.Parse(name, bytes.TrimRight(text, "\r\n"))
	if err != nil {
		return sla.Event{}, err
	}
	var w writtenEvent
	doc.Decode(&w)
	ev := checked(doc, "", w, check)
	return ev, doc.Err()
}

// checked returns the event that stands at a path of a document, and notes its faults there.
func checked(doc *pack.Document, path string, w writtenEvent, check func(sla.Event) error) sla.Event {
	ev, err := w.event()
	doc.Add(path, err)
	doc.Add(path, check(ev))
	return ev
}
