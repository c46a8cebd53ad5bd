package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation"
)

// MaxBody is how many bytes the body of a webhook may have.
const MaxBody = 256 << 10

// Endpoint is where a webhook goes.
type Endpoint struct {
	URL string
	// Secrets sign what is sent, each written whsec_ and base64. While they are rotated there are two: the receiver takes either.
	Secrets []string
}

// Webhook is a notifier that posts notices as the Standard Webhooks specification (standardwebhooks.com) has it. The address
// webhook:NAME is the endpoint of that name. The body is a JSON object of type (notice. and the kind), timestamp (of the notice)
// and data (the notice). The key of the notice is webhook-id and Idempotency-Key; in it every byte but a visible ASCII
// character, and every . and %, is written as % and two hexadecimal digits.
//
// An endpoint that answers 410 is disabled in this process: every further notice for it is refused at once, until Reset.
type Webhook struct {
	Endpoints map[string]Endpoint
	// Now reads the time for webhook-timestamp. It is required.
	Now func() time.Time
	// Client sends; nil means one of its own. Redirects are never followed.
	Client *http.Client

	mu   sync.Mutex
	gone map[string]bool
}

// Check returns every fault of the fields, each at its place, as [calendar.Problems].
func (w *Webhook) Check() error {
	var faults calendar.Problems
	if w.Now == nil {
		faults.Add("Now", "is missing: write time.Now")
	}
	for _, name := range slices.Sorted(maps.Keys(w.Endpoints)) {
		e, path := w.Endpoints[name], calendar.KeyPath("Endpoints", name)
		checkURL(&faults, path+".URL", e.URL)
		if len(e.Secrets) == 0 {
			faults.Add(path+".Secrets", "is missing: write one secret, such as whsec_ and the base64 of 32 random bytes")
		}
		for i, s := range e.Secrets {
			if _, err := secretKey(s); err != nil {
				faults.Add(calendar.IndexPath(path+".Secrets", i), "%v", err)
			}
		}
	}
	return faults.Err()
}

// Notify posts a notice to its endpoint.
func (w *Webhook) Notify(ctx context.Context, n escalation.Notice) error {
	if err := w.Check(); err != nil {
		return Permanent(err)
	}
	name := rest(&n)
	e, ok := w.Endpoints[name]
	switch {
	case !ok:
		return Permanent(fmt.Errorf("address %q: no endpoint of that name; there are: %s",
			n.To.Address, strings.Join(slices.Sorted(maps.Keys(w.Endpoints)), ", ")))
	case w.isGone(name):
		return Permanent(fmt.Errorf("endpoint %q: disabled, for it answered 410; reset it when it is back", name))
	}
	body, err := json.Marshal(struct {
		Type      string            `json:"type"`
		Timestamp string            `json:"timestamp"`
		Data      escalation.Notice `json:"data"`
	}{"notice." + string(n.Kind), n.At.String(), n})
	if err == nil && len(body) > MaxBody {
		err = fmt.Errorf("the body has %d bytes; %d is the most", len(body), MaxBody)
	}
	if err != nil {
		return Permanent(err)
	}
	header, err := sign(e.Secrets, headerKey(n.Key), w.Now(), body)
	if err != nil {
		return Permanent(err)
	}
	err = post(ctx, w.Client, w.Now, e.URL, header, body)
	if errors.Is(err, errGone) {
		w.setGone(name, true)
	}
	return err
}

// Reset lets an endpoint that was disabled be used again.
func (w *Webhook) Reset(name string) { w.setGone(name, false) }

func (w *Webhook) isGone(name string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.gone[name]
}

func (w *Webhook) setGone(name string, gone bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.gone == nil {
		w.gone = map[string]bool{}
	}
	w.gone[name] = gone
}

// headerKey returns a key as it may stand in a header and in what is signed: no two keys are written alike.
func headerKey(key string) string {
	var b strings.Builder
	for _, c := range []byte(key) {
		if c <= ' ' || c > '~' || c == '%' || c == '.' {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
