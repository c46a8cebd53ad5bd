package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing/intake"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// form is a form of a page on its way to an event.
type form struct {
	url.Values
	ticket, you string
	now         sla.Instant
}

// longest is the longest text that a form may hold, in bytes.
const longest = 16 << 10

// readForm reads a form, or answers why it cannot be read.
func (h *host) readForm(w http.ResponseWriter, r *http.Request) (form, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, 4*longest)
	if err := r.ParseForm(); err != nil {
		h.say(w, r, http.StatusRequestEntityTooLarge, "Not taken", notice{Text: "The form cannot be read: " + err.Error() + ".", Back: "/"})
		return form{}, false
	}
	return form{r.PostForm, r.PathValue("id"), h.you(r), sla.At(h.clock.Now())}, true
}

// event returns an event with what every form gives: the key, so that a double click is one event, and the head of the
// ticket that its reader saw, so that a stale form is refused.
func (f form) event(kind sla.Kind) (ev desk.Event) {
	ev.Ticket, ev.Key, ev.Kind, ev.At = f.ticket, f.Get("key"), kind, f.now
	ev.By, ev.Actor = sla.Agent, f.you
	ev.Expect, _ = strconv.ParseUint(f.Get("expect"), 10, 64) // no figure expects nothing
	return ev
}

// text returns a text that has to be there.
func (f form) text(name, what string) (string, error) {
	text := strings.TrimSpace(f.Get(name))
	switch {
	case text == "":
		return "", fmt.Errorf("%s is missing", what)
	case len(text) > longest:
		return "", fmt.Errorf("%s is longer than %d bytes", what, longest)
	}
	return text, nil
}

// acts are what the forms on a ticket do: each makes an event of a form, and what was said with it.
var acts = map[string]func(form) (ev desk.Event, said string, err error){
	"reply": func(f form) (ev desk.Event, said string, err error) {
		ev = f.event(sla.Message)
		ev.Public = f.Get("as") != "note"
		if f.Get("as") == "customer" {
			ev.By, ev.Actor = sla.Customer, f.Get("customer")
		}
		said, err = f.text("text", "the text of the reply")
		return ev, said, err
	},
	"status": func(f form) (ev desk.Event, _ string, err error) {
		ev = f.event(sla.StatusSet)
		ev.Status, err = f.text("status", "the status")
		return ev, "", err
	},
	"priority": func(f form) (desk.Event, string, error) {
		ev := f.event(sla.Changed)
		priority, err := f.text("priority", "the priority")
		ev.Fields = sla.Fields{"priority": priority}
		return ev, "", err
	},
	"move": func(f form) (ev desk.Event, _ string, err error) {
		ev = f.event(desk.Move)
		ev.Queue, err = f.text("queue", "the queue")
		return ev, "", err
	},
	"merge": func(f form) (ev desk.Event, _ string, err error) {
		ev = f.event(sla.TicketMerged)
		ev.Into, err = f.text("into", "the ticket that goes on")
		return ev, "", err
	},
	"accept":  func(f form) (desk.Event, string, error) { return f.reply(desk.Accept), "", nil },
	"decline": func(f form) (desk.Event, string, error) { return f.reply(desk.Decline), "", nil },
	"acknowledge": func(f form) (desk.Event, string, error) {
		return f.alert(desk.Acknowledge), "", nil
	},
	"snooze": func(f form) (desk.Event, string, error) {
		ev := f.alert(desk.Snooze)
		d, err := time.ParseDuration(f.Get("for"))
		if err != nil {
			return ev, "", fmt.Errorf("%q is no length of time such as 1h", f.Get("for"))
		}
		ev.Until = f.now.Add(d)
		return ev, "", nil
	},
	"replay":  func(f form) (desk.Event, string, error) { return f.alert(desk.ReplayDead), "", nil },
	"discard": func(f form) (desk.Event, string, error) { return f.alert(desk.DiscardDead), "", nil },
}

// reply is the answer to an offer, by the agent to whom it was made.
func (f form) reply(kind sla.Kind) desk.Event {
	ev := f.event(kind)
	ev.Offer, ev.Actor, ev.Reason = f.Get("offer"), f.Get("agent"), strings.TrimSpace(f.Get("reason"))
	return ev
}

// alert is an act on a notice, or on a whole ladder.
func (f form) alert(kind sla.Kind) desk.Event {
	ev := f.event(kind)
	ev.Notice, ev.Ladder, ev.Reason = f.Get("notice"), f.Get("ladder"), strings.TrimSpace(f.Get("reason"))
	return ev
}

// actOnTicket takes a form on a ticket.
func (h *host) actOnTicket(w http.ResponseWriter, r *http.Request) {
	act, known := acts[r.PathValue("act")]
	if !known {
		h.notFound(w, r)
		return
	}
	f, ok := h.readForm(w, r)
	if !ok {
		return
	}
	back := "/tickets/" + url.PathEscape(f.ticket)
	ev, said, err := act(f)
	if err != nil {
		h.say(w, r, http.StatusUnprocessableEntity, "Not taken", notice{Text: "Please look again: " + err.Error() + ".", Back: back})
		return
	}
	if f.Get("back") == "notices" || f.Get("back") == "queue" {
		back = "/" + f.Get("back")
	}
	h.finish(w, r, ev, said, back)
}

// finish takes an event and leads back, or says why it was refused.
func (h *host) finish(w http.ResponseWriter, r *http.Request, ev desk.Event, said, back string) {
	outcome, err := h.take(r.Context(), ev, said)
	var refusal *desk.Refusal
	switch {
	case errors.As(err, &refusal):
		title := "Refused"
		if refusal.Code == desk.Stale {
			title = "The ticket has moved on"
		}
		text := "Nothing was changed: " + refusal.Message + "."
		h.say(w, r, statusOf(refusal.Code), title, notice{Text: text, Back: back, Typed: said})
	case errors.Is(err, outbox.ErrState): // such as a dead letter that was sent again a moment ago
		h.say(w, r, http.StatusConflict, "Not now", notice{Text: "Nothing was changed: " + err.Error() + ".", Back: back})
	case err != nil:
		h.fail(w, r, err)
	case back == "":
		http.Redirect(w, r, "/tickets/"+url.PathEscape(outcome.Ticket), http.StatusSeeOther)
	default:
		http.Redirect(w, r, back, http.StatusSeeOther)
	}
}

// openTicket takes the form for a new ticket.
func (h *host) openTicket(w http.ResponseWriter, r *http.Request) {
	f, ok := h.readForm(w, r)
	if !ok {
		return
	}
	ev := f.event(sla.Created)
	ev.By, ev.Actor = sla.Customer, strings.TrimSpace(f.Get("customer"))
	ev.Status, ev.Fields = h.firstStatus(), sla.Fields{}
	for name := range h.pack.File.Vocabulary.Fields {
		if value := strings.TrimSpace(f.Get(name)); value != "" && name != "status" {
			ev.Fields[name] = value
		}
	}
	_, err := f.text("subject", "the subject")
	if err = errors.Join(err, h.pack.Terms.Check(ev.Fields)); err != nil {
		wrong := strings.ReplaceAll(err.Error(), "\n", "; ")
		h.say(w, r, http.StatusUnprocessableEntity, "Not taken", notice{Text: "Please look again: " + wrong + ".", Back: "/", Typed: f.Get("text")})
		return
	}
	said := strings.TrimSpace(f.Get("text"))
	ev.Written = &desk.Written{Message: intake.Message{Channel: f.Get("channel"), Subject: f.Get("subject"), Text: said, At: f.now}}
	h.finish(w, r, ev, said, "")
}

// firstStatus is the status of a new ticket: the first one of the pack.
func (h *host) firstStatus() string {
	if statuses := h.choices()["status"]; len(statuses) > 0 {
		return statuses[0]
	}
	return "open"
}

// openExamples opens three tickets to try out.
func (h *host) openExamples(w http.ResponseWriter, r *http.Request) {
	f, ok := h.readForm(w, r)
	if !ok {
		return
	}
	for i, story := range stories[:3] {
		ev := story.opened(fmt.Sprintf("%s-%d", f.Get("key"), i), f.now)
		if _, err := h.take(r.Context(), ev, story.text); err != nil {
			h.fail(w, r, err)
			return
		}
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// setYou remembers who acts in this browser.
func (h *host) setYou(w http.ResponseWriter, r *http.Request) {
	f, ok := h.readForm(w, r)
	if !ok {
		return
	}
	http.SetCookie(w, &http.Cookie{Name: "you", Value: f.Get("you"), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, local(f.Get("back")), http.StatusSeeOther)
}

// local returns a path of this site, whatever a form says.
func local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.Contains(path, `\`) {
		return "/"
	}
	return path
}

// skipClock moves the clock ahead, by a length or to the next opening.
func (h *host) skipClock(w http.ResponseWriter, r *http.Request) {
	f, ok := h.readForm(w, r)
	if !ok {
		return
	}
	d, err := time.ParseDuration(f.Get("for"))
	if f.Get("for") == "opening" {
		d, err = h.untilOpening()
	}
	if err != nil || d < 0 || d > 31*24*time.Hour {
		h.say(w, r, http.StatusUnprocessableEntity, "Not taken", notice{Text: "Choose how far to skip ahead: up to 31 days.", Back: "/"})
		return
	}
	h.clock.Skip(d)
	if err := h.book.saveClock(r.Context(), h.clock.Now()); err != nil {
		h.fail(w, r, err)
		return
	}
	h.desk.Nudge()
	http.Redirect(w, r, local(f.Get("back")), http.StatusSeeOther)
}

// untilOpening is how long it is until somebody works here, from the end of the present hours on.
func (h *host) untilOpening() (time.Duration, error) {
	now := h.clock.Now()
	hours := h.pack.Calendars[h.pack.File.Policies[len(h.pack.File.Policies)-1].Calendar]
	at := now
	if hours.IsOpen(now) {
		closes, err := hours.NextClose(now)
		if err != nil {
			return 0, err
		}
		at = closes
	}
	opens, err := hours.NextOpen(at)
	return opens.Sub(now), err
}
