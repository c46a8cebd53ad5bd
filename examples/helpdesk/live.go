package main

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// changes tells open pages that something changed.
type changes struct {
	mu      sync.Mutex
	version int64
	next    chan struct{} // closed by the next change
}

func newChanges() *changes { return &changes{next: make(chan struct{})} }

// wait returns a channel that the next change closes.
func (c *changes) wait() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.next
}

// seen notes the version of the data.
func (c *changes) seen(version int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version == c.version {
		return
	}
	c.version = version
	close(c.next)
	c.next = make(chan struct{})
}

// runChanges asks SQLite a few times a second whether anybody, this program or another, has committed anything.
func (h *host) runChanges(ctx context.Context) {
	conn, err := h.book.db.Conn(ctx)
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }() // it goes back to the pool
	every := time.NewTicker(250 * time.Millisecond)
	defer every.Stop()
	for {
		var version int64
		if err := conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version); err == nil {
			h.changes.seen(version)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

// stream sends an event for each change, to a page that listens.
func (h *host) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	control := http.NewResponseController(w)
	text := ": hello\n\n"
	for {
		next := h.changes.wait()
		if _, err := w.Write([]byte(text)); err != nil || control.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-next:
			text = "event: changed\ndata: {}\n\n"
		case <-time.After(20 * time.Second):
			text = ": still here\n\n"
		}
	}
}
