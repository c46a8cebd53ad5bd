package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/routing/intake"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// readingPack routes by what was read.
const readingPack = `
vocabulary:
  fields:
    type: {values: [outage, billing]}
    intent: {}
    tier: {values: [gold]}
    language: {values: [en, de]}
    status: {values: [open, solved]}
statuses: {terminal: [solved]}
policies:
  - name: standard
    targets: [{metric: first_response, within: 2h wall}, {metric: resolution, within: 24h wall}]
agents: [{id: ana}, {id: ben}, {id: cyd}]
queues:
  - {name: network, agents: [ana]}
  - {name: bills, agents: [ben]}
  - {name: sorting, agents: [cyd]}
matrix:
  dimensions: [type]
  rows:
    - {name: outages, is: {type: [outage]}, queue: network}
    - {name: bills, is: {type: [billing]}, queue: bills}
    - {name: nobody knows, queue: sorting}
intake:
  confidence: 0.7
  rules:
    - {name: down, type: outage, tags: [network], confidence: 0.9, words: {down: 2, "no internet": 3}, needs: 2}
  duplicates: {window: 1h}
`

// reader is a desk that reads, with what the host brings.
type reader struct {
	*testing.T
	store  *desk.Memory
	desk   *desk.Desk
	config desk.Config
	asked  int
	prints []intake.Print
}

func newReader(t *testing.T, fill func(*reader, *desk.Config)) *reader {
	p, err := pack.Read("reading.yaml", []byte(readingPack), nil)
	require.NoError(t, err)
	r := &reader{T: t, store: desk.NewMemory()}
	r.config = desk.Config{Store: r.store, Pack: p, Now: func() time.Time { return nine }}
	fill(r, &r.config)
	r.desk, err = desk.New(r.config)
	require.NoError(t, err)
	return r
}

// opens opens a ticket with a message, and returns its case and its records.
func (r *reader) opens(ticket, text string) (desk.Case, []audit.Record) {
	r.Helper()
	ev := desk.Event{Ticket: ticket, Written: &desk.Written{Message: intake.Message{Channel: "email", Text: text, At: sla.At(nine)}}}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Actor, ev.Status = ticket+"/opened", sla.Created, sla.At(nine), sla.Customer, "acme", "open"
	_, err := r.desk.Handle(context.Background(), ev)
	require.NoError(r, err)
	require.Nil(r, ev.Written.Reading, "what the sender holds is left as it was")
	return r.sees(ticket)
}

func (r *reader) sees(ticket string) (desk.Case, []audit.Record) {
	r.Helper()
	c, err := r.store.Load(context.Background(), ticket)
	require.NoError(r, err)
	trail, err := r.store.Trail(context.Background(), ticket, 0, 100)
	require.NoError(r, err)
	var records []audit.Record
	for _, sealed := range trail {
		record, err := audit.Open(sealed)
		require.NoError(r, err)
		records = append(records, record)
	}
	return c, records
}

// reason returns the arguments of the first record of an action, or nil.
func reason(records []audit.Record, action string) map[string]string {
	for _, r := range records {
		if r.Action == action {
			args := map[string]string{}
			for _, a := range r.Reason.Args {
				args[a.Name] = a.Value.String()
			}
			return args
		}
	}
	return nil
}

func TestWhatIsWrittenIsReadByTheRulesOfThePack(t *testing.T) {
	r := newReader(t, func(*reader, *desk.Config) {})
	c, records := r.opens("T-1", "Our line is down, no internet since this morning.")
	require.Equal(t, "outage", c.State.Fields["type"])
	require.Equal(t, "ana", c.Handoff.Agent)
	require.Equal(t, []string{"network"}, c.Tags)
	read := reason(records, "intake.read")
	require.Equal(t, "outage", read["type"])
	require.Equal(t, "rules", read["by"])
	require.Contains(t, read["evidence"], "down")

	c, records = r.opens("T-2", "Could somebody call me?")
	require.NotContains(t, c.State.Fields, "type", "the vocabulary has no such word, and it is another value to the matrix")
	require.Equal(t, "cyd", c.Handoff.Agent, "nobody could tell, and there is a row for that")
	require.Equal(t, intake.Unclassified, reason(records, "intake.read")["type"])
}

func TestTheClassifierOfTheHostReadsWhatRulesCannot(t *testing.T) {
	fails := false
	r := newReader(t, func(r *reader, c *desk.Config) {
		c.Patience = time.Minute
		c.Classifier = intake.ClassifierFunc(func(ctx context.Context, _ intake.Message) (intake.Reading, error) {
			if _, bounded := ctx.Deadline(); !bounded {
				return intake.Reading{}, errors.New("there is no time-out")
			}
			if r.asked++; fails {
				return intake.Reading{}, context.DeadlineExceeded
			}
			return intake.Reading{Type: "billing", Intent: "refund", Confidence: 0.95, By: "the service"}, nil
		})
	})
	c, records := r.opens("T-1", "I was charged twice")
	require.Equal(t, "ben", c.Handoff.Agent)
	require.Equal(t, "refund", c.State.Fields["intent"])
	require.Equal(t, "the service", reason(records, "intake.read")["by"])
	require.Equal(t, 1, r.asked)
	r.opens("T-2", "everything is down: no internet")
	require.Equal(t, 1, r.asked, "the rules were sure")
	fails = true
	c, records = r.opens("T-3", "I was charged twice")
	require.Equal(t, "cyd", c.Handoff.Agent)
	require.Contains(t, reason(records, "intake.read")["missed"], "timed out")
}

// The reading comes in with the event: whoever steps again reads nothing, and gets the same to the byte.
func TestAReplayReadsNothingAgain(t *testing.T) {
	r := newReader(t, func(*reader, *desk.Config) {})
	_, _ = r.opens("T-1", "down: no internet")
	c, _ := r.sees("T-1")
	said := desk.Written{Message: intake.Message{Channel: "email", Text: "down: no internet", At: sla.At(nine)}}
	reading, err := r.config.Pack.Rules.Classify(context.Background(), said.Message)
	require.NoError(t, err)
	said.Reading = &reading
	ev := desk.Event{Ticket: "T-1", Written: &said}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Actor, ev.Status = "T-1/opened", sla.Created, sla.At(nine), sla.Customer, "acme", "open"
	ev.Fields = c.State.Fields
	again, err := desk.Step(r.config.Pack, desk.Case{Ticket: "T-1"}, desk.Input{Now: sla.At(nine), Event: &ev, Lined: true})
	require.NoError(t, err)
	want, err := json.Marshal(c)
	require.NoError(t, err)
	got, err := json.Marshal(again.Case)
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(got))
}

type crm func(ctx context.Context, customer string) (sla.Fields, error)

func (f crm) Enrich(ctx context.Context, customer string) (sla.Fields, error) {
	return f(ctx, customer)
}

func TestACustomerIsKnownBeforeTheTicketIsRouted(t *testing.T) {
	fails := false
	now := nine
	r := newReader(t, func(_ *reader, c *desk.Config) {
		c.Now = func() time.Time { return now }
		c.Customers = &intake.Cache{Enricher: crm(func(context.Context, string) (sla.Fields, error) {
			if fails {
				return nil, errors.New("out of order")
			}
			return sla.Fields{"tier": "gold", "shoe": 43}, nil
		})}
	})
	c, records := r.opens("T-1", "down: no internet")
	require.Equal(t, "gold", c.State.Fields["tier"])
	require.NotContains(t, c.State.Fields, "shoe", "no field of the vocabulary")
	require.Equal(t, "false", reason(records, "intake.customer")["stale"])
	fails, now = true, now.Add(time.Hour)
	c, records = r.opens("T-2", "down: no internet")
	require.Equal(t, "gold", c.State.Fields["tier"], "the last answer is of use")
	require.Equal(t, "true", reason(records, "intake.customer")["stale"])
	require.Equal(t, "out of order", reason(records, "intake.customer")["why"])
}

func TestWhatIsSaidAgainIsMergedOrLinked(t *testing.T) {
	r := newReader(t, func(r *reader, c *desk.Config) {
		c.Earlier = func(context.Context, string, intake.Message) ([]intake.Print, error) { return r.prints, nil }
	})
	first := "Our line in the main office is down and there is no internet for anybody"
	r.opens("T-1", first)
	r.prints = []intake.Print{intake.PrintOf("T-1", "acme", intake.Message{Channel: "email", Text: first, At: sla.At(nine)})}
	c, records := r.opens("T-2", first+"!")
	require.Equal(t, "T-1", c.Into)
	require.False(t, c.Open)
	require.Equal(t, "merge", reason(records, "intake.alike")["verdict"])
	require.Nil(t, reason(records, "handoff.offered"), "nobody was troubled with it")
	c, records = r.opens("T-3", "Our printer in the small office is out of paper and there is nobody who has a key")
	require.Empty(t, c.Into)
	require.Nil(t, reason(records, "intake.alike"))
}
