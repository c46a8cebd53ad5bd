package desktest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// Story runs a script of what happens to tickets at a desk over a store, and tells it with what the desk did. A script has a
// command a line; what it gave stands below it, indented by four spaces. Lines that begin with # and empty lines are kept.
//
//	at 2020-11-20 16:50            the time, in the zone of the story
//	open T-1 by mara k=v ...       a customer opens a ticket
//	write T-1 by mara              a customer's message
//	reply T-1 by ana               an agent's public reply
//	status T-1 pending by ana
//	set T-1 priority=urgent by ana
//	accept T-1 by ana              the offer; decline T-1 by ana because busy
//	acknowledge T-1 by ana         or snooze T-1 by ana until 2020-11-23 12:00
//	merge T-2 into T-1 by ana
//	replay T-1 by ana              the ticket's dead letters
//	again                          the event before, under its own key
//	sweep                          cases that are due, and notices
//	break ADDRESS, mend ADDRESS    its notices fail from now on, or arrive again
//	clocks T-1
//	trail T-1                      the head of its chain
//
// After each command the story tells the new records of each ticket and the notices that arrived. The same script over another
// store gives the same text, to the byte.
func Story(store Store, p *pack.Pack, zone *time.Location, script string) (string, error) {
	t := &teller{store: store, pack: p, zone: zone, told: map[string]uint64{}, broken: map[string]bool{}}
	d, err := desk.New(desk.Config{
		Store: store, Pack: p, Now: func() time.Time { return t.now }, Sender: outbox.Deliverer{Attempts: 1, Workers: 1},
		Notifiers: map[string]escalation.Notifier{"log": t, "mailto": t, "webhook": t, "slack": t},
	})
	if err != nil {
		return "", err
	}
	t.desk = d
	lines := bufio.NewScanner(strings.NewReader(script))
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if strings.HasPrefix(line, "    ") {
			continue
		}
		t.out.WriteString(line + "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := t.command(strings.Fields(line)); err != nil {
			return t.out.String(), fmt.Errorf("line %d: %s: %w", n, line, err)
		}
		if err := t.tell(); err != nil {
			return t.out.String(), err
		}
	}
	return t.out.String(), lines.Err()
}

// teller runs a story.
type teller struct {
	store   Store
	desk    *desk.Desk
	pack    *pack.Pack
	zone    *time.Location
	now     time.Time
	out     strings.Builder
	events  int
	last    desk.Event
	tickets []string
	told    map[string]uint64 // the sequence up to which the records of a ticket were told
	broken  map[string]bool
	arrived []escalation.Notice
}

func (t *teller) say(format string, args ...any) { fmt.Fprintf(&t.out, "    "+format+"\n", args...) }

// Notify is the receiver of every notice.
func (t *teller) Notify(_ context.Context, n escalation.Notice) error {
	if t.broken[n.To.Address] {
		return outbox.Permanent(errors.New("the line is down"))
	}
	t.arrived = append(t.arrived, n)
	return nil
}

var errCommand = errors.New("no such command, or too few words")

func (t *teller) command(words []string) (err error) {
	switch {
	case words[0] == "at" && len(words) == 3:
		t.now, err = time.ParseInLocation("2006-01-02 15:04", words[1]+" "+words[2], t.zone)
		return err
	case words[0] == "sweep":
		return t.sweep()
	case words[0] == "again":
		return t.handle(t.last)
	case len(words) < 2:
		return errCommand
	case words[0] == "break", words[0] == "mend":
		t.broken[words[1]] = words[0] == "break"
		return nil
	case words[0] == "clocks":
		return t.clocks(words[1])
	case words[0] == "trail":
		return t.trail(words[1])
	case words[0] == "replay":
		return t.replay(words)
	}
	ev, err := t.event(words)
	if err != nil {
		return err
	}
	return t.handle(ev)
}

// kinds are the commands that are one event.
var kinds = map[string]sla.Kind{
	"open": sla.Created, "write": sla.Message, "reply": sla.Message, "status": sla.StatusSet, "set": sla.Changed,
	"accept": desk.Accept, "decline": desk.Decline, "acknowledge": desk.Acknowledge, "snooze": desk.Snooze, "merge": sla.TicketMerged,
}

// event makes the event of a command.
func (t *teller) event(words []string) (ev desk.Event, err error) {
	kind, ok := kinds[words[0]]
	if !ok {
		return ev, errCommand
	}
	t.events++
	ev.Ticket, ev.Key, ev.Kind, ev.At, ev.By = words[1], fmt.Sprint("e", t.events), kind, sla.At(t.now), sla.Agent
	switch words[0] {
	case "open":
		ev.By, ev.Status, ev.Fields = sla.Customer, "open", sla.Fields{}
		t.tickets = append(t.tickets, ev.Ticket)
	case "write":
		ev.By, ev.Public = sla.Customer, true
	case "reply":
		ev.Public = true
	case "status":
		ev.Status = words[2]
	case "set":
		ev.Fields = sla.Fields{}
	}
	return ev, t.rest(&ev, words[2:])
}

// rest reads the words after the ticket: by, because, into, until, k=v.
func (t *teller) rest(ev *desk.Event, words []string) (err error) {
	for i := 0; i < len(words) && err == nil; i++ {
		next := ""
		if i+1 < len(words) {
			next = words[i+1]
		}
		name, value, field := strings.Cut(words[i], "=")
		switch {
		case field:
			ev.Fields[name] = value
		case words[i] == "by":
			ev.Actor = next
		case words[i] == "into":
			ev.Into = next
		case words[i] == "because":
			ev.Reason = strings.Join(words[i+1:], " ")
			return nil
		case words[i] == "until" && i+2 < len(words):
			var until time.Time
			until, err = time.ParseInLocation("2006-01-02 15:04", next+" "+words[i+2], t.zone)
			ev.Until = sla.At(until)
		}
	}
	return err
}

// handle hands an event to the desk and says what became of it, where that is not that it was applied.
func (t *teller) handle(ev desk.Event) error {
	t.last = ev
	outcome, err := t.desk.Handle(context.Background(), ev)
	var refusal *desk.Refusal
	switch {
	case errors.As(err, &refusal):
		t.say("refused: %s", refusal.Message)
		return nil
	case err != nil:
		return err
	case outcome.Again:
		t.say("taken before, as record %d", outcome.Seq)
	case outcome.Outcome != audit.Applied:
		t.say("%s: %s", outcome.Outcome, outcome.Reason)
	}
	return nil
}

// sweep looks at what is due and sends what is to be sent, until nothing is left.
func (t *teller) sweep() error {
	ctx := context.Background()
	for {
		swept, err := t.desk.Sweep(ctx)
		if err != nil {
			return err
		}
		sent, err := t.desk.Deliver(ctx)
		if err != nil || swept+sent == 0 {
			return err
		}
	}
}

// replay sends the dead letters of a ticket again.
func (t *teller) replay(words []string) error {
	c, err := t.load(words[1])
	if err != nil {
		return err
	}
	for _, n := range c.Notices {
		if n.State != outbox.Dead {
			continue
		}
		t.events++
		ev := desk.Event{Ticket: words[1], Notice: n.Key}
		ev.Key, ev.Kind, ev.At, ev.By = fmt.Sprint("e", t.events), desk.ReplayDead, sla.At(t.now), sla.Agent
		if err := errors.Join(t.rest(&ev, words[2:]), t.handle(ev)); err != nil {
			return err
		}
	}
	return nil
}
