package main

import (
	"context"
	"net/http"
	"slices"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// deliveryView is a notice and what became of it.
type deliveryView struct {
	outbox.Delivery
	Text  string
	State mark
}

// stateTones are the tones of the states of a delivery.
var stateTones = map[outbox.State]string{
	outbox.Pending: "wait", outbox.Delivered: "good", outbox.Dead: "bad", outbox.Expired: "warn",
}

// noticesPage shows the dead letters, then what waits, then what was delivered last.
func (h *host) noticesPage(w http.ResponseWriter, r *http.Request) {
	var parts [3][]deliveryView
	for i, state := range []outbox.State{outbox.Dead, outbox.Pending, outbox.Delivered} {
		var err error
		if parts[i], err = h.deliveries(r.Context(), state); err != nil {
			h.fail(w, r, err)
			return
		}
	}
	received, err := h.crm.received(r.Context())
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.show(w, r, http.StatusOK, "notices", page{Title: "Notices", Data: struct {
		Dead, Pending, Delivered []deliveryView
		Received                 []string
		Built                    bool // the receiver of webhook:crm is ours
	}{parts[0], parts[1], parts[2][:min(len(parts[2]), 50)], received, h.settings.crm == ""}})
}

// deliveries returns the notices in a state, the last first. Events between tickets are no notices.
func (h *host) deliveries(ctx context.Context, state outbox.State) (list []deliveryView, err error) {
	const batch = 200
	for after := ""; ; {
		part, err := h.store.Deliveries(ctx, state, after, batch)
		if err != nil {
			return nil, err
		}
		for _, d := range part {
			after = d.Key
			if d.Kind != escalation.Inner {
				list = append(list, deliveryView{d, headline(&d.Notice), mark{string(d.State), stateTones[d.State]}})
			}
		}
		if len(part) < batch {
			break
		}
	}
	slices.SortStableFunc(list, func(a, b deliveryView) int { return int(min(max(b.At-a.At, -1), 1)) })
	return list, nil
}
