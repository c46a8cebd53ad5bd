package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// narrator plays a day of the desk in a time of its own and tells what the trail says.
type narrator struct {
	*host
	out    io.Writer
	now    time.Time
	shift  time.Time         // when a shift ends next
	heads  map[string]uint64 // how far each trail was told
	counts map[string]int    // of what the trail says, by action
}

// day tells one day's journey of the desk: the same rules and seed tell the same day.
func day(ctx context.Context, rules *pack.Pack, seed uint64, out io.Writer) error {
	folder, err := os.MkdirTemp("", "helpdesk")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // what is left is left to the system
	h, err := open(ctx, settings{db: filepath.Join(folder, "day.db"), speed: 1}, rules, io.Discard)
	if err != nil {
		return err
	}
	defer func() { _ = h.close() }() // nothing of the day is kept
	n := &narrator{host: h, out: out, heads: map[string]uint64{}, counts: map[string]int{}}
	begin := time.Date(2026, time.March, 9, 8, 55, 0, 0, h.zone)
	n.now = begin
	config := h.config(func() time.Time { return n.now }, nil)
	config.Sender.Workers = 1
	config.Notifiers["webhook"] = escalation.NotifierFunc(h.crm.take)
	if h.desk, err = desk.New(config); err != nil {
		return err
	}
	h.cast = newCast(h, func() time.Time { return n.now }, seed)
	h.cast.arrive(7 * time.Minute)
	tell(out, "%s at the help desk. Times are those of %s.\n\n", begin.Format("Monday, 2 January 2006,"), h.zone)
	if err := n.play(ctx, begin.Add(11*time.Hour)); err != nil {
		return err
	}
	return n.sum(ctx)
}

// play goes from instant to instant at which something happens, until the end.
func (n *narrator) play(ctx context.Context, end time.Time) error {
	n.mend(end.Add(-3 * time.Hour))
	for n.now.Before(end) {
		if err := n.cast.act(ctx); err != nil {
			return err
		}
		var err error
		if n.shift, err = n.handOver(ctx, n.now); err != nil {
			return err
		}
		for done := 1; done > 0; {
			swept, err := n.desk.Sweep(ctx)
			if err != nil {
				return err
			}
			sent, err := n.desk.Deliver(ctx)
			if err != nil {
				return err
			}
			done = swept + sent
		}
		if err := n.tell(ctx); err != nil {
			return err
		}
		if err := n.forward(ctx, end); err != nil {
			return err
		}
	}
	return nil
}

// forward moves the time to when something is due next.
func (n *narrator) forward(ctx context.Context, end time.Time) error {
	next := end
	earlier := func(at time.Time) {
		if at.Before(next) {
			next = at
		}
	}
	if at, ok := n.cast.next(); ok {
		earlier(at)
	}
	if !n.shift.IsZero() {
		earlier(n.shift)
	}
	wake, err := n.store.NextWake(ctx)
	if err != nil {
		return err
	}
	if wake != 0 {
		earlier(wake.Time())
	}
	pending, err := n.store.Deliveries(ctx, outbox.Pending, "", 1000)
	for _, d := range pending {
		earlier(d.Next.Time())
	}
	n.now = maxTime(next, n.now.Add(time.Nanosecond)).In(n.zone)
	return err
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// mend has somebody switch the CRM on and send what it missed.
func (n *narrator) mend(at time.Time) {
	n.cast.plan(at, func(ctx context.Context) error {
		n.crm.up.Store(true)
		dead, err := n.store.Dead(ctx, "", 100)
		for _, d := range dead {
			ev := desk.Event{Ticket: d.Ticket, Notice: d.Key}
			ev.Kind, ev.By, ev.Actor = desk.ReplayDead, sla.Agent, "ana"
			if err := n.cast.send(ctx, ev, ""); err != nil {
				return err
			}
		}
		return err
	})
}

// silent are the actions that are counted and not told: something else tells of them.
var silent = []string{
	"notice.delivered", "sla.clock.started", "sla.clock.moved", "sla.clock.fulfilled", "sla.clock.cancelled", "ticket.assigned",
	"escalation.acknowledge", "route.changed", "escalation.ended", "escalation.changed", "sla.cancelled",
}

// tell prints what the trails say since the last time.
func (n *narrator) tell(ctx context.Context) error {
	type line struct {
		audit.Record
		ticket *desk.Case
	}
	var lines []line
	err := n.eachCase(ctx, func(c desk.Case) error {
		sealed, err := n.trail(ctx, c.Ticket, n.heads[c.Ticket])
		n.heads[c.Ticket] = c.Head.Seq
		for _, s := range sealed {
			r, err := audit.Open(s)
			if err != nil {
				return err
			}
			n.counts[r.Action]++
			lines = append(lines, line{r, &c})
		}
		return err
	})
	slices.SortStableFunc(lines, func(a, b line) int { return a.At.Compare(b.At) })
	for _, l := range lines {
		derived := l.Action == "ticket.changed" && l.Actor.ID == "desk" // a record before it says why
		if !slices.Contains(silent, l.Action) && !derived {
			tell(n.out, "%s  %-7s %s%s\n", l.At.In(n.zone).Format("15:04 Mon"), l.ticket.Ticket, prose(&l.Record), n.more(l.ticket, &l.Record))
		}
	}
	return err
}

// more is what a line adds to the words of its record: what a ticket is about, and when its clocks fall due.
func (n *narrator) more(c *desk.Case, r *audit.Record) string {
	if r.Action != "ticket.created" {
		return ""
	}
	text := func(name string) string { s, _ := c.State.Fields[name].(string); return s }
	var due []string
	for _, clock := range c.State.Clocks {
		if clock.Phase == sla.Running && clock.Due != 0 {
			due = append(due, words(clock.Name)+" due "+when(clock.Due, r.At.In(n.zone)))
		}
	}
	return fmt.Sprintf(" (%s, %s) → %s\n%21s“%s”", text("tier"), cmp.Or(text("priority"), "no priority"), strings.Join(due, ", "), "", text("subject"))
}

// sum ends the story with its figures.
func (n *narrator) sum(ctx context.Context) error {
	open, broken := 0, []string{}
	err := n.eachCase(ctx, func(c desk.Case) error {
		sealed, err := n.trail(ctx, c.Ticket, 0)
		if err != nil {
			return err
		}
		if head, err := audit.Verify(c.Ticket, slices.Values(sealed)); err != nil || head != c.Head {
			broken = append(broken, c.Ticket)
		}
		if c.Open {
			open++
		}
		return nil
	})
	if err != nil {
		return err
	}
	c := n.counts
	records := 0
	for _, count := range c {
		records += count
	}
	tell(n.out, "\nThe day in figures\n"+
		"  tickets    %d opened, %d still open\n"+
		"  promises   %d kept, %d kept late, %d broken\n"+
		"  handoffs   %d offered, %d accepted, %d declined, %d unanswered\n"+
		"  notices    %d delivered, %d dead letters, %d sent again\n"+
		"  trail      %d records, %d broken chains\n",
		c["ticket.created"], open, c["sla.met"], c["sla.late"], c["sla.breach"],
		c["handoff.offered"], c["handoff.accepted"], c["handoff.declined"], c["handoff.timed_out"],
		c["notice.delivered"], c["notice.dead"], c["notice.replayed"], records, len(broken))
	return nil
}
