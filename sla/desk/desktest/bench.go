package desktest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// reporter is what a rule tells its findings to, such as a *testing.T. Fatalf does not return.
type reporter interface {
	Helper()
	Logf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// build is what a rule is checked on.
type build struct {
	// open returns an empty store.
	open func() Store
	// wrap stands between the desk and its store, and is nil where nothing does.
	wrap func(Store) Store
	// deliver stands in place of the desk's own deliveries, where it is set.
	deliver func(h *host) (int, error)
	// carry stands between the desk and the notifiers, where it is set.
	carry func(escalation.Notifier) escalation.Notifier
	// suite says how much is played.
	suite Suite
}

// carried returns the build's view of a notifier.
func (b build) carried(n escalation.Notifier) escalation.Notifier {
	if b.carry == nil {
		return n
	}
	return b.carry(n)
}

// bent returns the build with a fault.
func (b build) bent(fault bent) build {
	b.wrap = fault.over
	return b
}

// over returns a store as the build sees it.
func (b build) over(s Store) Store {
	if b.wrap == nil {
		return s
	}
	return b.wrap(s)
}

// bench is where a rule is checked: an empty store and short words for what is done to it. What goes wrong ends the rule.
type bench struct {
	build
	t      reporter
	broken string
	ctx    context.Context
	order  string // in which workers made their calls, where a rule is about that
	below  Store  // the store itself
	store  Store  // as a caller sees it
}

func newBench(t reporter, broken string, of build) *bench {
	below := of.open()
	return &bench{build: of, t: t, broken: broken, ctx: context.Background(), below: below, store: of.over(below)}
}

// fail ends the rule: it is broken.
func (b *bench) fail(format string, args ...any) {
	b.t.Helper()
	said := fmt.Sprintf(format, args...)
	if b.order != "" {
		said += "\nin the order: " + b.order
	}
	b.t.Fatalf("%s\n%s", b.broken, said)
}

// no ends the rule on an error.
func (b *bench) no(err error) {
	b.t.Helper()
	if err != nil {
		b.fail("unexpected error: %v", err)
	}
}

// is ends the rule unless err is, or wraps, the one due.
func (b *bench) is(err, due error) {
	b.t.Helper()
	if !errors.Is(err, due) {
		b.fail("got error: %v\ndue is: %v", err, due)
	}
}

// same ends the rule unless what was found is what is due.
func (b *bench) same(what string, got, due any) {
	b.t.Helper()
	if !reflect.DeepEqual(got, due) {
		was, is := apartText(text(got), text(due))
		b.fail("%s: got %s\ndue is %s", what, was, is)
	}
}

// apartText cuts two long texts to where they differ.
func apartText(a, b string) (string, string) {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	cut := func(s string) string {
		from, to := max(0, at-shown), min(len(s), at+shown)
		if from > 0 {
			return "..." + s[from:to]
		}
		return s[:to]
	}
	return cut(a), cut(b)
}

// shown is how many bytes are shown before and after the place where two texts differ.
const shown = 300

// text returns v as JSON, or as Go prints it where it has none.
func text(v any) string {
	if data, err := json.Marshal(v); err == nil {
		return string(data)
	}
	return reflect.ValueOf(v).String()
}

// try stores a hand-made change of a ticket.
func (b *bench) try(ticket string, parts ...part) error {
	return b.store.Update(b.ctx, ticket, func(c desk.Case) (desk.Change, error) { return draft(c, parts...) })
}

// update stores a hand-made change of a ticket and must succeed.
func (b *bench) update(ticket string, parts ...part) {
	b.t.Helper()
	b.no(b.try(ticket, parts...))
}

// see returns the case of a ticket as fn of an update is given it.
func (b *bench) see(ticket string) (seen desk.Case) {
	b.t.Helper()
	b.no(b.store.Update(b.ctx, ticket, func(c desk.Case) (desk.Change, error) {
		seen = c
		return desk.Change{Case: c, Before: c.Head}, nil
	}))
	return seen
}

// nothing ends the rule unless the ticket is unknown.
func (b *bench) nothing(ticket string) {
	b.t.Helper()
	b.same("the case of "+ticket, b.see(ticket), desk.Case{Ticket: ticket})
}

// sweep sweeps with hand-made changes and returns the tickets that fn was given, in their order.
func (b *bench) sweep(now sla.Instant, limit int, parts ...part) (swept []string, changed int) {
	b.t.Helper()
	changed, err := b.store.Sweep(b.ctx, now, limit, func(c desk.Case, _ sla.Instant) (desk.Change, error) {
		swept = append(swept, c.Ticket)
		return draft(c, parts...)
	})
	b.no(err)
	return swept, changed
}

// lease is how long the rules hold a delivery.
const lease = time.Minute

// claim claims what is due at now.
func (b *bench) claim(now sla.Instant, limit int) []outbox.Delivery {
	b.t.Helper()
	list, err := b.store.Claim(b.ctx, now, lease, limit)
	b.no(err)
	return list
}

// claimOne claims what is due at now, which must be one delivery.
func (b *bench) claimOne(now sla.Instant) outbox.Delivery {
	b.t.Helper()
	list := b.claim(now, 10)
	if len(list) != 1 {
		b.fail("claimed %v; one delivery is due", keys(list))
	}
	return list[0]
}

// claims ends the rule unless what is claimed at now are the deliveries of these keys, in any order.
func (b *bench) claims(now sla.Instant, due ...string) {
	b.t.Helper()
	got := keys(b.claim(now, 100))
	slices.Sort(got)
	slices.Sort(due)
	b.same("claimed at "+now.String(), got, append([]string{}, due...))
}

func keys(list []outbox.Delivery) []string {
	names := []string{}
	for _, d := range list {
		names = append(names, d.Key)
	}
	return names
}

// loads ends the rule unless an agent carries so much.
func (b *bench) loads(agent string, due int) {
	b.t.Helper()
	all, err := b.store.Loads(b.ctx)
	b.no(err)
	b.same("the load of "+agent, all[agent].Load, due)
}

// trail returns records of a ticket's chain.
func (b *bench) trail(ticket string, after uint64, limit int) [][]byte {
	b.t.Helper()
	list, err := b.store.(desk.Reader).Trail(b.ctx, ticket, after, limit)
	b.no(err)
	return list
}

// chain ends the rule unless the records of a ticket lead to the head of its case.
func (b *bench) chain(ticket string) {
	b.t.Helper()
	head, err := audit.Verify(ticket, slices.Values(b.trail(ticket, 0, 1<<20)))
	b.no(err)
	b.same("the head of "+ticket, head, b.see(ticket).Head)
}
