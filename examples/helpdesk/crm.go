package main

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"

	"github.com/bellhop-sla/bellhop/escalation"
)

// crm stands for another system that hears of broken promises at webhook:crm. It begins switched off, so that there is a dead
// letter to try out; the page switches it on.
type crm struct {
	book *book
	url  string
	up   atomic.Bool
}

// errDown is what the switched-off receiver says.
var errDown = errors.New("the CRM is switched off; switch it on and send the notice again")

// Notify takes a notice, once for each key.
func (c *crm) Notify(ctx context.Context, n escalation.Notice) error {
	if !c.up.Load() {
		return errDown
	}
	_, err := c.book.db.ExecContext(ctx, `INSERT INTO helpdesk_crm VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, n.Key, int64(n.At), n.Ticket)
	return err
}

// receive is the address of the CRM.
func (c *crm) receive(w http.ResponseWriter, r *http.Request) { http.Error(w, errDown.Error(), http.StatusServiceUnavailable) }

// receipt is a notice that the CRM has.
type receipt struct{ Key, Text string }

// received returns what the CRM has.
func (c *crm) received(ctx context.Context) (list []receipt, err error) {
	rows, err := c.book.db.QueryContext(ctx, `SELECT key, text FROM helpdesk_crm ORDER BY at DESC LIMIT 50`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r receipt
		if err := rows.Scan(&r.Key, &r.Text); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// switchCRM switches the receiver of the CRM on or off.
func (h *host) switchCRM(w http.ResponseWriter, r *http.Request) {
	if f, ok := h.readForm(w, r); ok {
		h.crm.up.Store(f.Get("up") == "on")
		http.Redirect(w, r, "/notices", http.StatusSeeOther)
	}
}
