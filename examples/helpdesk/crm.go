package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// crm stands for another system that hears of broken promises at webhook:crm. It begins switched off, so that there is a dead
// letter to try out; the page switches it on. What it receives, it keeps once for each key.
type crm struct {
	book   *book
	secret string
	up     atomic.Bool
}

// errDown is what the receiver says while it is switched off.
var errDown = errors.New("the CRM is switched off; switch it on and send the notice again")

func newCRM(b *book) *crm {
	return &crm{book: b, secret: "whsec_" + base64.StdEncoding.EncodeToString([]byte(rand.Text()))}
}

// receive is the address of the CRM: it takes what is signed, and nothing while it is off.
func (c *crm) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, outbox.MaxBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	if _, err := outbox.VerifyWebhook([]string{c.secret}, r.Header, body, time.Now(), 0); err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	var sent struct{ Data escalation.Notice }
	if err := json.Unmarshal(body, &sent); err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	if err := c.take(r.Context(), sent.Data); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
	}
}

// take keeps a notice and its key in one transaction.
func (c *crm) take(ctx context.Context, n escalation.Notice) error {
	if !c.up.Load() {
		return errDown
	}
	tx, err := c.book.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	_, err = outbox.Once{QuestionMark: true}.Do(ctx, tx, n.Key, func() error {
		_, err := tx.ExecContext(ctx, `INSERT INTO helpdesk_crm VALUES (?, ?)`, int64(n.At), headline(&n))
		return err
	})
	if err != nil {
		return err
	}
	return tx.Commit()
}

// received returns what the CRM has, the last first.
func (c *crm) received(ctx context.Context) (list []string, err error) {
	rows, err := c.book.db.QueryContext(ctx, `SELECT text FROM helpdesk_crm ORDER BY at DESC LIMIT 50`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error is that of Err
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, rows.Err()
}

// switchCRM switches the receiver on or off.
func (h *host) switchCRM(w http.ResponseWriter, r *http.Request) {
	if f, ok := h.readForm(w, r); ok {
		h.crm.up.Store(f.Get("up") == "on")
		http.Redirect(w, r, "/notices", http.StatusSeeOther)
	}
}
