package desk

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// The codes of a Refusal.
const (
	Malformed     = "malformed"      // the event is not well formed: Err has every fault
	UnknownTicket = "unknown_ticket" // no ticket of that name was ever created
	AlreadyThere  = "already_there"  // a ticket of that name was created before, by another event
	Stale         = "stale"          // the ticket has moved on since the sender looked
	NotYours      = "not_yours"      // the offer is somebody else's
	NoOffer       = "no_offer"       // there is no such offer
	UnknownNotice = "unknown_notice" // there is no such notice, or it is no dead letter
	BadSignature  = "signature"      // the sender is not who it should be
	TooLarge      = "too_large"      // the body is longer than is read
)

// Refusal says why an event was refused.
type Refusal struct {
	Ticket string `json:"ticket,omitempty"`
	Key    string `json:"key,omitempty"`
	// Code is one of the constants.
	Code string `json:"code"`
	// Message says what is wrong and how to mend it.
	Message string `json:"message"`
	// Err is the cause, for errors.Is and errors.As.
	Err error `json:"-"`
}

// Error returns the ticket, the event and the message.
func (r *Refusal) Error() string {
	return fmt.Sprintf("ticket %q: event %q: %s", r.Ticket, r.Key, r.Message)
}

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.Err }

// paths returns the places of the faults.
func (r *Refusal) paths() (paths []string) {
	var faults calendar.Problems
	errors.As(r.Err, &faults)
	for _, f := range faults {
		if path := clean(f.Path); !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

// Ahead is how far the clock of a sender may run before ours.
const Ahead = 5 * time.Minute

// refusal says why an event may not be taken, or nil.
func (s *step) refusal(ev *Event) *Refusal {
	if faults := s.faults(ev); len(faults) > 0 {
		return &Refusal{Code: Malformed, Message: faults.Error(), Err: faults}
	}
	facts := &s.c.State.Facts
	switch {
	case facts.Created == 0 && ev.Kind != sla.Created:
		return &Refusal{Code: UnknownTicket, Message: "unknown ticket; send its created event first", Err: ErrUnknownTicket}
	case facts.Created != 0 && ev.Kind == sla.Created:
		return &Refusal{Code: AlreadyThere, Message: "the ticket exists; give each ticket an id of its own"}
	case ev.Expect != 0 && s.movedOn(ev.Expect):
		return &Refusal{Code: Stale, Message: "the ticket has moved on; look at it again and send the event anew", Err: ErrConflict}
	}
	return s.refusedAct(ev)
}

// refusedAct says why an act on an offer or a notice may not be taken, or nil.
func (s *step) refusedAct(ev *Event) *Refusal {
	switch ev.Kind {
	case Accept, Decline:
		if s.c.Handoff.ID == "" || ev.Offer != "" && ev.Offer != s.c.Handoff.ID {
			return &Refusal{Code: NoOffer, Message: "the ticket has no such offer; look at it again"}
		}
		if ev.Actor != s.c.Handoff.Agent {
			return &Refusal{Code: NotYours, Message: fmt.Sprintf("the ticket was offered to %s", s.c.Handoff.Agent), Err: outbox.ErrNotYours}
		}
	case ReplayDead, DiscardDead:
		if n := notedIn(s.c.Notices, ev.Notice); n == nil || n.State != outbox.Dead {
			return &Refusal{Code: UnknownNotice, Message: "the ticket has no such dead letter", Err: outbox.ErrUnknownKey}
		}
	}
	return nil
}

// movedOn says whether an event of somebody else than the desk was taken after a sequence.
func (s *step) movedOn(seq uint64) bool {
	return slices.ContainsFunc(s.c.Taken, func(t Taken) bool { return t.Seq > seq && !t.Own })
}

// faults returns what is not well formed, each fault at its place.
func (s *step) faults(ev *Event) (p calendar.Problems) {
	if ev.Ticket != "" && ev.Ticket != s.c.Ticket {
		p.Add("ticket", "is %q, of a case of %q", ev.Ticket, s.c.Ticket)
	}
	if beyond[ev.Kind] {
		s.beyondFaults(&p, ev)
	} else {
		p.Merge("", s.pack.Policies.Check(ev.Event))
	}
	if ev.At > s.in.Now.Add(Ahead) {
		p.Add("at", "lies more than %s ahead of %s; set the clock of the sender", Ahead, s.in.Now)
	}
	ev.textFaults(&p)
	if ev.Kind == sla.TicketMerged && (ev.Into == "" || ev.Into == s.c.Ticket) {
		p.Add("into", "missing; name the other ticket that goes on")
	}
	return p
}

// textFaults checks that a record can hold what the event says.
func (ev *Event) textFaults(p *calendar.Problems) {
	for _, text := range []struct{ path, value string }{
		{"key", ev.Key}, {"actor", ev.Actor}, {"on_behalf.id", ev.OnBehalf.ID}, {"reason", ev.Reason}, {"trace", ev.Trace},
		{"link", ev.Link}, {"queue", ev.Queue}, {"team", ev.Team}, {"assignee", ev.Assignee}, {"status", ev.Status},
		{"into", ev.Into}, {"follows", ev.Follows}, {"duplicate", ev.Duplicate},
	} {
		ev.checkText(p, text.path, text.value)
	}
	for i, name := range ev.Watchers {
		ev.checkText(p, calendar.IndexPath("watchers", i), name)
	}
	for i, name := range ev.Tags {
		ev.checkText(p, calendar.IndexPath("tags", i), name)
	}
	var bad []string
	for name, value := range ev.Fields {
		if text, ok := value.(string); ok && !utf8.ValidString(text) {
			bad = append(bad, name)
		}
	}
	slices.Sort(bad)
	for _, name := range bad {
		p.Add(calendar.KeyPath("fields", name), "is not in UTF-8")
	}
	for _, kind := range []struct {
		path  string
		value audit.ActorKind
	}{{"actor_kind", ev.ActorKind}, {"on_behalf.kind", ev.OnBehalf.Kind}} {
		if kind.value != "" && !slices.Contains(audit.ActorKinds, kind.value) {
			p.Unknown(kind.path, "kind of actor", string(kind.value), actorKinds())
		}
	}
}

// checkText checks one text. The keys that the desk makes of other keys may be longer.
func (ev *Event) checkText(p *calendar.Problems, path, value string) {
	if !utf8.ValidString(value) {
		p.Add(path, "is not in UTF-8")
	}
	if len(value) > maxText && !ev.Own {
		p.Add(path, "has %d bytes; %d are the most", len(value), maxText)
	}
}

// actorKinds are the kinds of actor as texts.
func actorKinds() (kinds []string) {
	for _, kind := range audit.ActorKinds {
		kinds = append(kinds, string(kind))
	}
	return kinds
}

// beyond are the kinds of event that package sla does not know.
var beyond = map[sla.Kind]bool{
	Accept: true, Decline: true, Acknowledge: true, Snooze: true, Watch: true, Tag: true, Move: true, Absorb: true,
	Settled: true, ReplayDead: true, DiscardDead: true,
}

// beyondFaults checks an event that package sla does not know.
func (s *step) beyondFaults(p *calendar.Problems, ev *Event) {
	if ev.Key == "" {
		p.Add("key", "missing; give each event a key of its own")
	}
	if ev.At <= 0 {
		p.Add("at", "missing; give the instant at which it happened, from 1970 to 2261")
	}
	need := func(path, value, what string) {
		if value == "" {
			p.Add(path, "missing; %s", what)
		}
	}
	switch ev.Kind {
	case Accept, Decline, Acknowledge, Snooze:
		need("actor", ev.Actor, "say who it was")
	case Move:
		if _, ok := s.pack.Router.Queue(ev.Queue); !ok {
			p.Add("queue", "unknown queue %q", ev.Queue)
		}
	case ReplayDead, DiscardDead:
		need("notice", ev.Notice, "give the key of the dead letter")
	case Settled:
		if ev.Verdict == nil {
			p.Add("verdict", "missing; say what came of the notice")
		}
	}
	if ev.Kind == Snooze && ev.Until <= ev.At {
		p.Add("until", "is not after the instant of the event; a snooze always has an end")
	}
}

// maxText is the longest text of an event that goes into a record.
const maxText = 1024

// clean returns a text that a record can hold.
func clean(s string) string {
	if len(s) > maxText {
		s = s[:maxText]
	}
	return strings.ToValidUTF8(s, "�")
}

// actorOf says who sent an event.
func actorOf(ev *Event) audit.Actor {
	a := audit.Actor{ID: clean(ev.Actor), Kind: ev.ActorKind}
	if !slices.Contains(audit.ActorKinds, a.Kind) {
		switch {
		case ev.By == sla.Bot:
			a.Kind = audit.Service
		case ev.By == sla.System, ev.Actor == "" && ev.By == "":
			a.Kind = audit.System
		default:
			a.Kind = audit.User
		}
	}
	if a.ID == "" {
		a.ID = cmp.Or(clean(string(ev.By)), "host")
	}
	return a
}
