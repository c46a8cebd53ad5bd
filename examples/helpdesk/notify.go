package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// notifiers are what carries notices, by the scheme of the address. A scheme that leads nowhere makes dead letters.
func (h *host) notifiers() map[string]escalation.Notifier {
	s := h.settings
	all := map[string]escalation.Notifier{
		"log": escalation.NotifierFunc(h.print),
		// The key of the built-in CRM is known only after the address of the page is.
		"webhook": escalation.NotifierFunc(func(ctx context.Context, n escalation.Notice) error { return h.webhook.Notify(ctx, n) }),
	}
	if s.slack != "" {
		all["slack"] = &outbox.Slack{URLs: map[string]string{"support": s.slack}, Now: time.Now}
	}
	if s.smtp != "" {
		all["mailto"] = &outbox.Mail{Server: s.smtp, From: s.from}
	}
	return all
}

// endpoints are where webhook: addresses lead: the CRM, which is our own at an address unless the command line names one.
func (h *host) endpoints(own string) *outbox.Webhook {
	crm := outbox.Endpoint{URL: own, Secrets: []string{h.crm.secret}}
	if h.settings.crm != "" {
		crm = outbox.Endpoint{URL: h.settings.crm, Secrets: []string{h.settings.secret}}
	}
	return &outbox.Webhook{Endpoints: map[string]outbox.Endpoint{"crm": crm}, Now: time.Now}
}

// print prints a notice to the terminal, where the made-up agents read it too.
func (h *host) print(_ context.Context, n escalation.Notice) error {
	if h.cast != nil {
		h.cast.hear(n)
	}
	_, err := fmt.Fprintf(h.out, "%s  %s ← %s\n", h.timeOfDay(n.At), n.To.Address, headline(&n))
	return err
}

// headline is what a notice says in one line, with what its ticket is about.
func headline(n *escalation.Notice) string {
	line, _, _ := strings.Cut(n.Text(), "\n")
	subject, _ := n.Fields["subject"].(string)
	return line + " “" + cmp.Or(subject, "no subject") + "”"
}

// timeOfDay writes an instant in the zone of the pack.
func (h *host) timeOfDay(at sla.Instant) string { return at.Time().In(h.zone).Format("15:04 Mon") }
