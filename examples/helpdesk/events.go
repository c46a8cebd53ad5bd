package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// largestBody is how much POST /events reads.
const largestBody = 1 << 20

// posted is an event as another system posts it: a desk.Event, and the text that was said with it. An event without an
// instant happened now.
type posted struct {
	desk.Event
	Text string `json:"text,omitempty"`
}

// problem says why something was not taken.
type problem struct {
	Ticket  string `json:"ticket,omitempty"`
	Key     string `json:"key,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
	// Faults are the faults of a malformed event, each at its field.
	Faults []fault `json:"faults,omitempty"`
}

// fault is one fault and how to mend it.
type fault struct {
	At   string `json:"at"`
	Mend string `json:"mend"`
}

// postEvents takes events from another system: one object, an array, or one object a line. A body with an event that cannot
// be read is refused whole; otherwise each event is taken by itself, in order. The status is that of the first one refused.
func (h *host) postEvents(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		h.refuse(w, r, problem{Code: desk.TooLarge, Message: fmt.Sprintf("the body is longer than %d bytes; send the events in parts", largestBody)})
		return
	case err != nil:
		h.refuse(w, r, problem{Code: desk.Malformed, Message: "the body ended early: " + err.Error()})
		return
	}
	if s := h.settings.secret; s != "" {
		if _, err := outbox.VerifyWebhook([]string{s}, r.Header, body, time.Now(), 0); err != nil {
			h.refuse(w, r, problem{Code: desk.BadSignature, Message: err.Error()})
			return
		}
	}
	events, many, faults := readEvents(body)
	if len(faults) > 0 {
		h.refuse(w, r, problem{Code: desk.Malformed, Message: "no event was taken; mend the faults and send all of them again", Faults: faults})
		return
	}
	status, answers := h.takeAll(r.Context(), events)
	if !many {
		answer(w, status, answers[0])
		return
	}
	answer(w, status, answers)
}

// refuse records that a body was refused, and answers why.
func (h *host) refuse(w http.ResponseWriter, r *http.Request, p problem) {
	var faults calendar.Problems
	for _, f := range p.Faults {
		faults.Add(f.At, "%s", f.Mend)
	}
	err := h.desk.Refuse(r.Context(), desk.Refusal{Code: p.Code, Message: p.Message, Err: faults.Err()})
	if err != nil {
		answer(w, http.StatusInternalServerError, problem{Code: "unavailable", Message: err.Error()})
		return
	}
	answer(w, statusOf(p.Code), p)
}

// takeAll takes events and returns what to answer.
func (h *host) takeAll(ctx context.Context, events []posted) (status int, answers []any) {
	status = http.StatusOK
	for _, p := range events {
		if p.At == 0 {
			p.At = sla.At(h.clock.Now())
		}
		outcome, err := h.take(ctx, p.Event, p.Text)
		code := http.StatusOK
		var refusal *desk.Refusal
		switch {
		case errors.As(err, &refusal):
			code = statusOf(refusal.Code)
			answers = append(answers, problemOf(refusal))
		case err != nil:
			code = http.StatusServiceUnavailable
			answers = append(answers, problem{Ticket: p.Ticket, Key: p.Key, Code: "unavailable", Message: "not stored; send it again: " + err.Error()})
		default:
			answers = append(answers, outcome)
		}
		if status == http.StatusOK {
			status = code
		}
	}
	return status, answers
}

// problemOf writes a refusal for another system.
func problemOf(r *desk.Refusal) problem {
	p := problem{Ticket: r.Ticket, Key: r.Key, Code: r.Code, Message: r.Message}
	var faults calendar.Problems
	if errors.As(r.Err, &faults) {
		for _, f := range faults {
			p.Faults = append(p.Faults, fault{f.Path, f.Message})
		}
	}
	return p
}

// statusOf is the HTTP status of a refusal.
func statusOf(code string) int {
	switch code {
	case desk.Malformed:
		return http.StatusUnprocessableEntity
	case desk.UnknownTicket:
		return http.StatusNotFound
	case desk.BadSignature:
		return http.StatusUnauthorized
	case desk.TooLarge:
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusConflict
}

// readEvents reads a body and returns every fault of it: an event that is no JSON, or has a field that no event has.
func readEvents(body []byte) (events []posted, many bool, faults []fault) {
	raw, many, err := split(body)
	if err != nil {
		faults = append(faults, fault{fmt.Sprintf("events[%d]", len(raw)), "is not JSON: " + err.Error()})
	}
	for i, text := range raw {
		var p posted
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&p); err != nil {
			faults = append(faults, fault{fmt.Sprintf("events[%d]", i), err.Error()})
		}
		events = append(events, p)
	}
	if len(raw) == 0 && len(faults) == 0 {
		faults = append(faults, fault{"events", "there is none; send an object, an array of objects, or an object a line"})
	}
	return events, many, faults
}

// split returns the events of a body without reading them, and whether they were sent as many.
func split(body []byte) (raw []json.RawMessage, many bool, err error) {
	if trimmed := bytes.TrimSpace(body); len(trimmed) > 0 && trimmed[0] == '[' {
		return raw, true, json.Unmarshal(trimmed, &raw)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	for {
		var one json.RawMessage
		switch err := d.Decode(&one); {
		case err == io.EOF:
			return raw, len(raw) > 1, nil
		case err != nil:
			return raw, len(raw) > 1, err
		}
		raw = append(raw, one)
	}
}

// answer writes JSON.
func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a sender that has gone needs no answer
}
