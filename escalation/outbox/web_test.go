package outbox_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// fiveToFive is the alert of a promise that breaks in five minutes.
func fiveToFive() escalation.Notice {
	due := sla.At(time.Date(2026, 3, 6, 17, 0, 0, 0, time.UTC))
	return escalation.Notice{
		Key: "T-1/resolution/1/2/ana/0", Kind: escalation.Alert, Ticket: "T-1", Link: "https://desk.example.com/T-1",
		To:     escalation.Person{ID: "ana", Address: "slack:support"},
		Fields: sla.Fields{"priority": "urgent", "channel": "phone"}, Assignee: "ben", Queue: "network",
		Clock: &sla.View{
			Clock: "resolution", HasTarget: true, Target: sla.Duration(4 * time.Hour), Goal: sla.BusinessTime(4 * time.Hour), Due: due,
			Elapsed: sla.Duration(3*time.Hour + 55*time.Minute), Remaining: sla.Duration(5 * time.Minute),
		},
		At: due.Add(-5 * time.Minute), LateBy: sla.Duration(2 * time.Second),
		Why:     &escalation.Why{Ladder: "resolution", Level: 2, Name: "5m before", Policy: "gold", Version: "7f3a"},
		Runbook: "https://desk.example.com/runbooks/outage", Customer: json.RawMessage(`{"name":"Smith & <Sons>","seats":1200,"since":[2019]}`),
		Earlier: []escalation.Earlier{{Level: 1, To: "ben", At: due.Add(-time.Hour), Outcome: "delivered"}},
		Token:   "tok_en-1",
	}
}

// trip is a transport that answers without a network.
type trip func(*http.Request) *http.Response

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }

// says returns a client to which every server says the same.
func says(code int, header http.Header, body string) *http.Client {
	return &http.Client{Transport: trip(func(r *http.Request) *http.Response {
		return &http.Response{
			StatusCode: code, Status: http.StatusText(code), Header: header, Request: r, Body: io.NopCloser(strings.NewReader(body)),
		}
	})}
}

// TestWebAnswers tells which answers are tried again, which are not, and how long a receiver is left alone.
func TestWebAnswers(t *testing.T) {
	date := noon.Add(90 * time.Second).Time().Format(http.TimeFormat)
	for _, c := range []struct {
		code       int
		retryAfter string
		permanent  bool
		wait       time.Duration
	}{
		{301, "", true, 0}, {307, "", true, 0}, {400, "", true, 0}, {401, "", true, 0}, {404, "", true, 0}, {410, "", true, 0}, {422, "9", true, 0},
		{408, "", false, 0}, {409, "", false, 0}, {425, "", false, 0}, {429, "", false, 0}, {500, "", false, 0}, {503, "", false, 0},
		{429, "120", false, 2 * time.Minute}, {503, " 7 ", false, 7 * time.Second}, {503, date, false, 90 * time.Second},
		{429, "-1", false, 0}, {429, "soon", false, 0}, {429, "99999999999999999999999", false, outbox.MaxRetryAfter},
		{429, noon.Add(-time.Hour).Time().Format(http.TimeFormat), false, 0},
		{429, noon.Add(9999 * time.Hour).Time().Format(http.TimeFormat), false, outbox.MaxRetryAfter},
	} {
		header := http.Header{"Retry-After": {c.retryAfter}, "Location": {"https://elsewhere.example.com"}}
		s := &outbox.Slack{
			URLs: map[string]string{"support": "https://hooks.example.com/secret"}, Now: (&clock{now: noon}).Now,
			Client: says(c.code, header, "first line\nsecond"),
		}
		err := s.Notify(t.Context(), fiveToFive())
		require.ErrorContains(t, err, "first line second")
		require.NotContains(t, err.Error(), "secret")
		require.Equal(t, c.permanent, errors.Is(err, outbox.ErrPermanent), "%d", c.code)
		require.Equal(t, c.wait, outbox.RetryDelay(err), "%d %q", c.code, c.retryAfter)
	}
}

// TestWebUnreachable: a receiver that cannot be reached is tried again, and its address stays secret.
func TestWebUnreachable(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	s := &outbox.Slack{URLs: map[string]string{"support": server.URL + "/secret"}, Now: time.Now}
	err := s.Notify(t.Context(), fiveToFive())
	require.ErrorContains(t, err, "connection refused")
	require.NotErrorIs(t, err, outbox.ErrPermanent)
	require.NotContains(t, err.Error(), "secret")
}

// FuzzRetryAfter: no value puts an attempt off for less than no time or for more than MaxRetryAfter.
func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "0", "120", "-5", "1e9", "Fri, 06 Mar 2026 12:01:30 GMT", "Friday, 06-Mar-26 12:01:30 GMT"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		s := &outbox.Slack{
			URLs: map[string]string{"support": "https://hooks.example.com/x"}, Now: (&clock{now: noon}).Now,
			Client: says(429, http.Header{"Retry-After": {value}}, ""),
		}
		wait := outbox.RetryDelay(s.Notify(t.Context(), fiveToFive()))
		require.GreaterOrEqual(t, wait, time.Duration(0))
		require.LessOrEqual(t, wait, outbox.MaxRetryAfter)
	})
}

// TestNotifierChecks: each notifier says everything that is wrong with its fields, and a notice meets that as permanent.
func TestNotifierChecks(t *testing.T) {
	for want, n := range map[string]interface {
		escalation.Notifier
		Check() error
	}{
		"Logger: is missing: write slog.Default(), or a logger of your own": &outbox.Log{},
		"Now: is missing: write time.Now\n" +
			"URLs.a: is not an address of the web: write a URL such as https://example.com/hook\n" +
			"URLs[\"b c\"]: is not an address of the web: write a URL such as https://example.com/hook": &outbox.Slack{URLs: map[string]string{
			"a": "ftp://x", "b c": "",
		}},
		"Now: is missing: write time.Now\n" +
			"Endpoints.crm.URL: is not an address of the web: write a URL such as https://example.com/hook\n" +
			"Endpoints.crm.Secrets[0]: is not a secret: write whsec_ and the base64 of at least 24 random bytes\n" +
			"Endpoints.erp.Secrets: is missing: write one secret, such as whsec_ and the base64 of 32 random bytes": &outbox.Webhook{
			Endpoints: map[string]outbox.Endpoint{"crm": {Secrets: []string{"whsec_"}}, "erp": {URL: "https://erp"}},
		},
		"Server: \"mx\" is no server: write host:port, such as smtp.example.com:587\n" +
			"From: \"desk\" is no address of mail: write one such as Help desk <desk@example.com>\n" +
			"Hello: \"a\\r\\nb\" is no name: write one such as desk.example.com\n" +
			"Timeout: must not be negative; 0 means the default": &outbox.Mail{Server: "mx", From: "desk", Hello: "a\r\nb", Timeout: -1},
	} {
		err := n.Check()
		require.EqualError(t, err, want)
		var faults calendar.Problems
		require.ErrorAs(t, err, &faults)
		require.ErrorIs(t, n.Notify(t.Context(), fiveToFive()), outbox.ErrPermanent)
	}
}

// TestNoName: an address that names no receiver is permanent and says which there are.
func TestNoName(t *testing.T) {
	n := fiveToFive()
	n.To.Address = "slack:sales"
	s := &outbox.Slack{URLs: map[string]string{"support": "https://a", "leads": "https://b"}, Now: time.Now}
	require.EqualError(t, s.Notify(t.Context(), n), `address "slack:sales": no incoming webhook of that name; there are: leads, support`)
	w := &outbox.Webhook{Endpoints: map[string]outbox.Endpoint{"crm": {URL: "https://c", Secrets: []string{secret}}}, Now: time.Now}
	require.EqualError(t, w.Notify(t.Context(), n), `address "slack:sales": no endpoint of that name; there are: crm`)
}
