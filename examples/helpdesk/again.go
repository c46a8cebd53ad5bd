package main

import (
	"context"
	"time"

	"github.com/bellhop-sla/bellhop/routing/intake"
	"github.com/bellhop-sla/bellhop/sla"
)

// recently is how far back what a customer wrote is looked through for the same.
const recently = 7 * 24 * time.Hour

// earlier returns the prints of the tickets that a customer has opened of late, with what was written then.
func (h *host) earlier(ctx context.Context, customer string, _ intake.Message) (prints []intake.Print, err error) {
	since := sla.At(h.clock.Now().Add(-recently))
	for after := ""; customer != ""; {
		list, err := h.store.Cases(ctx, after, 100)
		if err != nil || len(list) == 0 {
			return prints, err
		}
		for i := range list {
			c := &list[i]
			after = c.Ticket
			if c.State == nil || c.State.Facts.Created < since || len(c.State.Log) == 0 || c.State.Log[0].Actor != customer {
				continue
			}
			texts, err := h.book.said(ctx, c.Ticket)
			if err != nil {
				return prints, err
			}
			fields := c.State.AllFields()
			subject, _ := fields["subject"].(string)
			channel, _ := fields["channel"].(string)
			opened := &c.State.Log[0]
			prints = append(prints, intake.PrintOf(c.Ticket, customer, intake.Message{Channel: channel, Subject: subject, Text: texts[opened.Key], At: opened.At}))
		}
	}
	return prints, nil
}
