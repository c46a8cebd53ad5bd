package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/routing/intake"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// twice is a desk to which the same things are said again.
type twice struct {
	*reader
	now   time.Time
	asked []string // for which customers
}

const lineDown = "Our internet line is down since this morning, please help us"

func newTwice(t *testing.T) *twice {
	w := &twice{now: nine}
	w.reader = newReader(t, func(r *reader, c *desk.Config) {
		c.Now = func() time.Time { return w.now }
		c.Earlier = func(_ context.Context, customer string, _ intake.Message) ([]intake.Print, error) {
			w.asked = append(w.asked, customer)
			return r.prints, nil
		}
	})
	return w
}

// comes opens a ticket a minute later.
func (w *twice) comes(ticket string, by sla.Party, actor string) desk.Case {
	w.now = w.now.Add(time.Minute)
	m := intake.Message{Channel: "email", Text: lineDown, At: sla.At(w.now)}
	ev := desk.Event{Ticket: ticket, Written: &desk.Written{Message: m}}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Actor, ev.Status = ticket+"/opened", sla.Created, sla.At(w.now), by, actor, "open"
	_, err := w.desk.Handle(context.Background(), ev)
	require.NoError(w, err)
	w.prints = append(w.prints, intake.PrintOf(ticket, actor, m))
	c, _ := w.sees(ticket)
	return c
}

// happens hands in an event a minute later, and lets the desk work.
func (w *twice) happens(ticket string, kind sla.Kind, fill func(*desk.Event)) {
	w.now = w.now.Add(time.Minute)
	ev := desk.Event{Ticket: ticket}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Actor = ticket+w.now.String(), kind, sla.At(w.now), sla.Agent, "ana"
	fill(&ev)
	_, err := w.desk.Handle(context.Background(), ev)
	require.NoError(w, err)
	for range 3 {
		_, err = w.desk.Sweep(context.Background())
		require.NoError(w, err)
		_, err = w.desk.Deliver(context.Background())
		require.NoError(w, err)
	}
}

// A ticket is merged by itself only into one that goes on: what is solved, spam or unknown would swallow it.
func TestWhatIsSaidAgainIsMergedOnlyIntoWhatGoesOn(t *testing.T) {
	w := newTwice(t)
	w.prints = []intake.Print{intake.PrintOf("gone", "acme", intake.Message{Channel: "email", Text: lineDown, At: sla.At(w.now)})}
	require.True(t, w.comes("A", sla.Customer, "acme").Open)
	_, records := w.sees("A")
	require.Equal(t, "link", reason(records, "intake.alike")["verdict"])
	require.Equal(t, "A", w.comes("B", sla.Customer, "acme").Into)
	w.happens("A", sla.StatusSet, func(ev *desk.Event) { ev.Status = "solved" })
	c := w.comes("C", sla.Customer, "acme")
	require.True(t, c.Open)
	require.Equal(t, "ana", c.Handoff.Agent)
	w.happens("C", sla.TicketSpam, func(*desk.Event) {})
	require.True(t, w.comes("D", sla.Customer, "acme").Open)
	require.Equal(t, "D", w.comes("E", sla.Customer, "acme").Into)
}

// racing is a store in which something happens right after a ticket was read.
type racing struct {
	*desk.Memory
	ticket string
	then   func()
}

func (r *racing) Load(ctx context.Context, ticket string) (desk.Case, error) {
	c, err := r.Memory.Load(ctx, ticket)
	if then := r.then; then != nil && ticket == r.ticket {
		r.then = nil
		then()
	}
	return c, err
}

// A ticket that is solved between the look at it and the merge is opened again by what was merged into it.
func TestWhatWasSolvedMeanwhileOpensAgain(t *testing.T) {
	w := &twice{now: nine}
	store := &racing{ticket: "A"}
	w.reader = newReader(t, func(r *reader, c *desk.Config) {
		store.Memory = r.store
		c.Now, c.Store = func() time.Time { return w.now }, store
		c.Earlier = func(context.Context, string, intake.Message) ([]intake.Print, error) { return r.prints, nil }
	})
	w.comes("A", sla.Customer, "acme")
	store.then = func() {
		ev := desk.Event{Ticket: "A"}
		ev.Key, ev.Kind, ev.At, ev.By, ev.Actor, ev.Status = "solved", sla.StatusSet, sla.At(w.now.Add(-time.Second)), sla.Agent, "ana", "solved"
		_, err := w.desk.Handle(context.Background(), ev)
		require.NoError(w, err)
	}
	require.Equal(t, "A", w.comes("B", sla.Customer, "acme").Into)
	c, _ := w.sees("A")
	require.False(t, c.Open)
	w.happens("A", sla.Changed, func(ev *desk.Event) { ev.Fields = sla.Fields{"priority": "high"} })
	c, _ = w.sees("A")
	require.True(t, c.Open)

	before := len(c.State.Log)
	require.Equal(t, "A", w.comes("C", sla.Customer, "acme").Into)
	w.happens("A", sla.Changed, func(ev *desk.Event) { ev.Fields = sla.Fields{"priority": "low"} })
	c, _ = w.sees("A")
	require.Len(t, c.State.Log, before+1, "a duplicate of an open ticket is no message there")
}

// Of two that are known before either is handled the later one is merged.
func TestTheFirstOfTwoGoesOn(t *testing.T) {
	w := newTwice(t)
	for i, ticket := range []string{"A", "B"} {
		at := sla.At(nine.Add(time.Duration(i+1) * time.Minute))
		w.prints = append(w.prints, intake.PrintOf(ticket, "acme", intake.Message{Channel: "email", Text: lineDown, At: at}))
	}
	require.True(t, w.comes("A", sla.Customer, "acme").Open)
	require.Equal(t, "A", w.comes("B", sla.Customer, "acme").Into)
}

// An agent who opens tickets for others is not the customer who says the same again.
func TestAnAgentIsNoCustomer(t *testing.T) {
	w := newTwice(t)
	w.comes("A", sla.Agent, "ana")
	require.True(t, w.comes("B", sla.Agent, "ana").Open)
	require.Equal(t, []string{"", ""}, w.asked)
}

// What a customer says on a merged ticket is said on the one that goes on, and opens it again when that is solved.
func TestAReplyToAMergedTicketGoesOn(t *testing.T) {
	w := newTwice(t)
	w.comes("A", sla.Customer, "acme")
	w.comes("B", sla.Customer, "acme")
	said := func() (n int) {
		c, _ := w.sees("A")
		for i := range c.State.Log {
			if c.State.Log[i].Kind == sla.Message {
				n++
			}
		}
		return n
	}
	reply := func() {
		w.happens("B", sla.Message, func(ev *desk.Event) { ev.By, ev.Actor, ev.Public = sla.Customer, "acme", true })
	}
	reply()
	require.Equal(t, 1, said())
	w.happens("A", sla.StatusSet, func(ev *desk.Event) { ev.Status = "solved" })
	reply()
	require.Equal(t, 2, said())
	c, _ := w.sees("A")
	require.True(t, c.Open)
}

// german detects one language.
type german struct{}

func (german) Detect(string) string { return "de" }

// The language is detected whoever has read the message, and what is known of the customer goes before what nobody could tell.
func TestTheLanguageIsDetectedOrKnown(t *testing.T) {
	r := newReader(t, func(_ *reader, c *desk.Config) { c.Language = german{} })
	c, _ := r.opens("T-1", "down: no internet")
	require.Equal(t, "de", c.State.Fields["language"])

	r = newReader(t, func(_ *reader, c *desk.Config) {
		words := strings.NewReplacer("[outage, billing]}", "[outage, billing, unclassified]}", "[en, de]", "[en, de, unknown]")
		p, err := pack.Read("reading.yaml", []byte(words.Replace(readingPack)), nil)
		require.NoError(t, err)
		c.Pack = p
		c.Customers = &intake.Cache{Enricher: crm(func(context.Context, string) (sla.Fields, error) {
			return sla.Fields{"language": "en", "type": "billing", "shoe": 43}, nil
		})}
	})
	c, records := r.opens("T-2", "Could somebody call me?")
	require.Equal(t, []any{"en", "billing"}, []any{c.State.Fields["language"], c.State.Fields["type"]})
	require.Equal(t, "language, type", reason(records, "intake.customer")["fields"])
}

// A new ticket that waits says why, whoever named its queue.
func TestANewTicketThatWaitsSaysWhy(t *testing.T) {
	r := newReader(t, func(_ *reader, c *desk.Config) {
		var board desk.Board
		board.Set("ana", routing.Present{Away: true})
		c.Presence = &board
	})
	ev := desk.Event{Ticket: "T-1", Queue: "network"}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Actor, ev.Status = "opened", sla.Created, sla.At(nine), sla.Customer, "acme", "open"
	_, err := r.desk.Handle(context.Background(), ev)
	require.NoError(t, err)
	_, records := r.sees("T-1")
	require.Contains(t, reason(records, "route.waiting")["passed"], "ana: is away")
}
