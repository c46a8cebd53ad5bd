package main

import (
	"net/http"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// cover returns who is there when the pack says that somebody must be, in the year from now.
func (h *host) cover() (routing.Coverage, error) {
	now := h.clock.Now()
	return h.pack.Router.Coverage(h.pack.File.Coverage, sla.At(now), sla.At(now.AddDate(1, 0, 0)))
}

// coveragePage shows when too few are there, and why.
func (h *host) coveragePage(w http.ResponseWriter, r *http.Request) {
	cover, err := h.cover()
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.show(w, r, http.StatusOK, "coverage", page{Title: "Coverage", Data: &cover})
}

// coverageSVG draws the week of each need.
func (h *host) coverageSVG(w http.ResponseWriter, r *http.Request) {
	cover, err := h.cover()
	if err != nil {
		h.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'") // its colours stand in it
	w.Header().Set("Cache-Control", "no-store")
	_ = cover.WriteSVG(w) // a reader that has gone needs no drawing
}
