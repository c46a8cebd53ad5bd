package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// cast are made-up customers and agents: customers open tickets and write, agents hear what the desk tells them, answer their
// offers and do their work. The same seed plays the same day.
type cast struct {
	host *host
	now  func() time.Time

	mu     sync.Mutex
	random *rand.Rand
	plans  []plan // by their time
	made   int    // events so far
}

// plan is something that somebody will do.
type plan struct {
	at time.Time
	do func(context.Context) error
}

func newCast(h *host, now func() time.Time, seed uint64) *cast {
	return &cast{host: h, now: now, random: rand.New(rand.NewPCG(seed, seed))}
}

// plan has something done after a while.
func (c *cast) plan(at time.Time, do func(context.Context) error) {
	i, _ := slices.BinarySearchFunc(c.plans, at, func(p plan, at time.Time) int {
		if p.at.After(at) {
			return 1
		}
		return -1
	})
	c.plans = slices.Insert(c.plans, i, plan{at, do})
}

// next returns when the next plan is due, if there is one.
func (c *cast) next() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.plans) == 0 {
		return time.Time{}, false
	}
	return c.plans[0].at, true
}

// act does the plans that are due.
func (c *cast) act(ctx context.Context) error {
	for {
		c.mu.Lock()
		if len(c.plans) == 0 || c.plans[0].at.After(c.now()) {
			c.mu.Unlock()
			return nil
		}
		do := c.plans[0].do
		c.plans = c.plans[1:]
		c.mu.Unlock()
		if err := do(ctx); err != nil {
			return err
		}
	}
}

// run plays day after day until ctx ends.
func (c *cast) run(ctx context.Context, clock *clock) {
	c.mu.Lock()
	c.arrive(time.Minute)
	c.mu.Unlock()
	for ctx.Err() == nil {
		if err := c.act(ctx); err != nil && ctx.Err() == nil {
			tell(c.host.out, "demo: %v\n", err)
		}
		wait := 30 * time.Second // at most, since an agent may hear of something meanwhile
		if at, ok := c.next(); ok {
			wait = min(wait, max(at.Sub(c.now()), time.Second))
		}
		select {
		case <-ctx.Done():
		case <-clock.After(wait):
		}
	}
}

// minutes returns a length of time between two counts of minutes.
func (c *cast) minutes(from, to int) time.Duration {
	return time.Duration(from)*time.Minute + time.Duration(c.random.Int64N(int64(time.Duration(to-from)*time.Minute))).Truncate(time.Second)
}

// arrive has the next customer come after a while, and all others after that one. They come in office hours mostly.
func (c *cast) arrive(after time.Duration) {
	c.plan(c.working("", after), func(ctx context.Context) error {
		c.mu.Lock()
		s := stories[c.random.IntN(len(stories))]
		c.arrive(c.minutes(20, 90))
		c.mu.Unlock()
		return c.open(ctx, s)
	})
}

// working returns the instant after a while, or the next one after that at which an agent works.
func (c *cast) working(agent string, after time.Duration) time.Time {
	at := c.now().Add(after)
	hours := c.host.pack.File.Policies[0].Calendar
	for _, a := range c.host.pack.File.Agents {
		if a.ID == agent {
			hours = a.Hours
		}
	}
	if opens, err := c.host.pack.Calendars[hours].NextOpen(at); err == nil && opens.After(at) {
		return opens.Add(c.minutes(1, 9))
	}
	return at
}

// open opens a ticket.
func (c *cast) open(ctx context.Context, s story) error {
	ev := s.opened(c.key(), sla.At(c.now()))
	_, err := c.host.take(ctx, ev, s.text)
	return err
}

// key returns a key that no other event has.
func (c *cast) key() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.made++
	return fmt.Sprintf("cast-%d-%d", c.now().UnixNano(), c.made)
}

// send sends an event of somebody. That the ticket has gone another way meanwhile is no fault.
func (c *cast) send(ctx context.Context, ev desk.Event, text string) error {
	ev.Key, ev.At = c.key(), sla.At(c.now())
	_, err := c.host.take(ctx, ev, text)
	if refusal := new(desk.Refusal); errors.As(err, &refusal) {
		return nil
	}
	return err
}

// hear is what an agent does on a notice.
func (c *cast) hear(n escalation.Notice) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case n.Kind == escalation.Offer:
		c.answer(n)
	case n.Kind == escalation.Alert && n.To.ID != "" && c.random.IntN(2) == 0:
		c.plan(c.now().Add(c.minutes(1, 5)), func(ctx context.Context) error {
			ev := desk.Event{Ticket: n.Ticket, Notice: n.Key}
			ev.Kind, ev.By, ev.Actor = desk.Acknowledge, sla.Agent, n.To.ID
			return c.send(ctx, ev, "")
		})
	}
}

// answer has an agent accept an offer, decline it, or overlook it.
func (c *cast) answer(n escalation.Notice) {
	ev := desk.Event{Ticket: n.Ticket, Offer: n.Key}
	ev.Kind, ev.By, ev.Actor = desk.Accept, sla.Agent, n.To.ID
	switch dice := c.random.IntN(100); {
	case dice < 12:
		return
	case dice < 26:
		ev.Kind, ev.Reason = desk.Decline, "in a call with another customer"
	}
	c.plan(c.now().Add(c.minutes(1, 6)), func(ctx context.Context) error {
		if err := c.send(ctx, ev, ""); err != nil || ev.Kind == desk.Decline {
			return err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.work(n.Ticket, n.To.ID, 3)
		return nil
	})
}

// work has an agent answer a ticket, and then solve it or ask the customer back, rounds times at the most.
func (c *cast) work(ticket, agent string, rounds int) {
	pace := c.minutes(3, 90)
	if c.random.IntN(100) < 25 {
		pace += c.minutes(60, 150) // a hard one
	}
	c.plan(c.working(agent, pace), func(ctx context.Context) error {
		has, err := c.has(ctx, ticket, agent)
		if err != nil || !has {
			return err
		}
		c.mu.Lock()
		solve := rounds == 0 || c.random.IntN(100) < 55
		c.mu.Unlock()
		reply := desk.Event{Ticket: ticket}
		reply.Kind, reply.By, reply.Actor, reply.Public = sla.Message, sla.Agent, agent, true
		status := desk.Event{Ticket: ticket}
		status.Kind, status.By, status.Actor = sla.StatusSet, sla.Agent, agent
		text := "Could you send us a picture of what you see?"
		status.Status = "pending"
		if solve {
			text, status.Status = "This should work again. Please write if it does not.", "solved"
		}
		if err := c.send(ctx, reply, text); err != nil {
			return err
		}
		if err := c.send(ctx, status, ""); err != nil {
			return err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if !solve || c.random.IntN(100) < 15 {
			c.comeBack(ticket, agent, rounds-1)
		}
		return nil
	})
}

// has says whether an agent still has a ticket that is open.
func (c *cast) has(ctx context.Context, ticket, agent string) (bool, error) {
	found, err := c.host.store.Load(ctx, ticket)
	return err == nil && found.Open && found.State.Facts.Assignee == agent, err
}

// comeBack has the customer write again, and the agent go on.
func (c *cast) comeBack(ticket, agent string, rounds int) {
	c.plan(c.now().Add(c.minutes(15, 150)), func(ctx context.Context) error {
		found, err := c.host.store.Load(ctx, ticket)
		if err != nil {
			return err
		}
		customer, _ := found.State.Fields["customer"].(string)
		ev := desk.Event{Ticket: ticket}
		ev.Kind, ev.By, ev.Actor, ev.Public = sla.Message, sla.Customer, customer, true
		if err := c.send(ctx, ev, "Here it is. It still happens."); err != nil {
			return err
		}
		if found.State.Facts.Status == "pending" {
			ev = desk.Event{Ticket: ticket}
			ev.Kind, ev.By, ev.Actor, ev.Status = sla.StatusSet, sla.System, "mail", "open"
			if err := c.send(ctx, ev, ""); err != nil {
				return err
			}
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.work(ticket, agent, rounds)
		return nil
	})
}
