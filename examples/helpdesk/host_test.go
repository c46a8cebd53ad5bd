package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar/holidays"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// monday is when the help desks of the tests begin: 10:00 in London, a working day.
var monday = time.Date(2026, time.November, 30, 10, 0, 0, 0, time.UTC)

// newHost returns a help desk on a new file. Nothing runs: settle does what is due.
func newHost(t testing.TB, s settings) *host {
	t.Helper()
	s.db, s.speed = filepath.Join(t.TempDir(), "desk.db"), 1
	setClock(t, s.db, monday)
	rules, err := pack.Read("desk.yaml", rules, holidays.All{})
	require.NoError(t, err)
	h, err := open(t.Context(), s, rules, io.Discard)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, h.close()) })
	return h
}

// setClock makes the help desk of a file begin at an instant.
func setClock(t testing.TB, file string, at time.Time) {
	t.Helper()
	b, err := openBook(t.Context(), file)
	require.NoError(t, err)
	require.NoError(t, b.saveClock(t.Context(), at))
	require.NoError(t, b.db.Close())
}

// settle sweeps and delivers until nothing is due.
func settle(t testing.TB, h *host) {
	t.Helper()
	for done := 1; done > 0; {
		swept, err := h.desk.Sweep(t.Context())
		require.NoError(t, err)
		sent, err := h.desk.Deliver(t.Context())
		require.NoError(t, err)
		done = swept + sent
	}
}

// skip moves the time of a help desk and does what falls due on the way.
func skip(t testing.TB, h *host, d time.Duration) {
	t.Helper()
	h.clock.Skip(d)
	settle(t, h)
}

// visitor is a browser without JavaScript.
type visitor struct {
	testing.TB
	base string
	*http.Client
}

// visit serves a help desk and returns a visitor of it. Its CRM is that of the page.
func visit(t testing.TB, h *host) visitor {
	t.Helper()
	server := httptest.NewServer(h.routes())
	t.Cleanup(server.Close)
	h.webhook = h.endpoints(server.URL + "/crm")
	return visitor{t, server.URL, server.Client()}
}

// get returns the status and the text of a page.
func (v visitor) get(path string) (int, string) {
	v.Helper()
	answer, err := v.Get(v.base + path)
	require.NoError(v, err)
	return v.read(answer)
}

func (v visitor) read(answer *http.Response) (int, string) {
	v.Helper()
	body, err := io.ReadAll(answer.Body)
	require.NoError(v, errors.Join(err, answer.Body.Close()))
	return answer.StatusCode, string(body)
}

// send sends a form and returns the status and the text of the page that it leads to.
func (v visitor) send(path string, pairs ...string) (int, string) {
	v.Helper()
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	answer, err := v.PostForm(v.base+path, values)
	require.NoError(v, err)
	return v.read(answer)
}

// post posts a body to /events and reads the answer.
func (v visitor) post(body string, header ...string) (int, string) {
	v.Helper()
	r, err := http.NewRequestWithContext(v.Context(), http.MethodPost, v.base+"/events", strings.NewReader(body))
	require.NoError(v, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := v.Do(r)
	require.NoError(v, err)
	return v.read(answer)
}

// open opens an urgent ticket of a gold customer and returns its id.
func (v visitor) open(h *host) string {
	v.Helper()
	ev := stories[0].opened("open-"+v.Name(), atNow(h))
	outcome, err := h.take(v.Context(), ev, stories[0].text)
	require.NoError(v, err)
	settle(v, h)
	return outcome.Ticket
}

// hidden returns the value of a hidden field of the first form of a page that leads to an act.
func hidden(t testing.TB, page, act, name string) string {
	t.Helper()
	form := regexp.MustCompile(`(?s)action="[^"]*/` + act + `".*?</form>`).FindString(page)
	value := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(form)
	require.NotNil(t, value, "no %s in the form for %s", name, act)
	return value[1]
}

// load returns the case of a ticket.
func load(t testing.TB, h *host, ticket string) desk.Case {
	t.Helper()
	c, err := h.store.Load(t.Context(), ticket)
	require.NoError(t, err)
	return c
}

// dead returns the dead letters.
func dead(t testing.TB, h *host) []outbox.Delivery {
	t.Helper()
	list, err := h.store.Dead(context.WithoutCancel(t.Context()), "", 100)
	require.NoError(t, err)
	return list
}

// readAs reads JSON.
func readAs[T any](t testing.TB, text string) (v T) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &v), text)
	return v
}
