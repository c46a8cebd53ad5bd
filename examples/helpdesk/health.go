package main

import (
	"net/http"
	"slices"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// healthPage shows how the desk stands, and what was refused at its door.
func (h *host) healthPage(w http.ResponseWriter, r *http.Request) {
	health, err := h.desk.Health(r.Context())
	if err != nil {
		h.fail(w, r, err)
		return
	}
	sealed, err := h.trail(r.Context(), desk.Door, 0)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	var door []audit.Record
	for _, s := range slices.Backward(sealed) {
		if record, err := audit.Open(s); err == nil && len(door) < 10 {
			door = append(door, record)
		}
	}
	h.show(w, r, http.StatusOK, "health", page{Title: "Health", Data: struct {
		desk.Health
		Door []audit.Record
		Pack string
	}{health, door, h.pack.Version()}})
}

// healthz gives the figures to a monitor: 200 while nothing is forgotten or set aside and the desk keeps up, else 503.
func (h *host) healthz(w http.ResponseWriter, r *http.Request) {
	health, err := h.desk.Health(r.Context())
	switch {
	case err != nil:
		answer(w, http.StatusServiceUnavailable, problem{Code: "unavailable", Message: err.Error()})
	case len(health.Forgotten) > 0, len(health.Aside) > 0, health.Lag > desk.LongPast:
		answer(w, http.StatusServiceUnavailable, health)
	default:
		answer(w, http.StatusOK, health)
	}
}
