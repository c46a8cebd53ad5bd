package outbox_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

const (
	secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"
	newer  = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4"
)

// hook returns a webhook with one endpoint, crm, that f answers, and the notice for it.
func hook(t *testing.T, f http.HandlerFunc) (*outbox.Webhook, escalation.Notice) {
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	n := fiveToFive()
	n.To.Address = "webhook:crm"
	return &outbox.Webhook{
		Endpoints: map[string]outbox.Endpoint{"crm": {URL: server.URL, Secrets: []string{secret, newer}}}, Now: (&clock{now: noon}).Now,
	}, n
}

// TestWebhookArrives: what is sent is verified with either secret, carries its key twice and its trace, and reads back.
func TestWebhookArrives(t *testing.T) {
	var header http.Header
	var body []byte
	w, n := hook(t, func(_ http.ResponseWriter, r *http.Request) {
		header = r.Header
		body, _ = io.ReadAll(r.Body)
	})
	own := outbox.NewRoot("k", 1)
	require.NoError(t, w.Notify(outbox.WithTrace(t.Context(), own, outbox.Trace{}), n))
	for _, secrets := range [][]string{{secret}, {newer}, {"whsec_" + strings.Repeat("A", 32), newer}} {
		id, err := outbox.VerifyWebhook(secrets, header, body, noon.Time(), 0)
		require.NoError(t, err)
		require.Equal(t, n.Key, id)
	}
	require.Equal(t, n.Key, header.Get("Idempotency-Key"))
	require.Equal(t, own.String(), header.Get("traceparent"))
	require.Equal(t, "application/json", header.Get("Content-Type"))
	var got struct {
		Type, Timestamp string
		Data            escalation.Notice
	}
	require.NoError(t, json.Unmarshal(body, &got))
	require.Equal(t, "notice.alert", got.Type)
	require.Equal(t, "2026-03-06T16:55:00Z", got.Timestamp)
	require.JSONEq(t, string(n.Customer), string(got.Data.Customer))
	require.Equal(t, n.Clock, got.Data.Clock)
}

// TestWebhookGone: an endpoint that answers 410 is asked no more until it is reset.
func TestWebhookGone(t *testing.T) {
	asked := 0
	w, n := hook(t, func(rw http.ResponseWriter, _ *http.Request) {
		if asked++; asked == 1 {
			rw.WriteHeader(http.StatusGone)
		}
	})
	require.ErrorIs(t, w.Notify(t.Context(), n), outbox.ErrPermanent)
	require.EqualError(t, w.Notify(t.Context(), n), `endpoint "crm": disabled, for it answered 410; reset it when it is back`)
	require.Equal(t, 1, asked)
	w.Reset("crm")
	require.NoError(t, w.Notify(t.Context(), n))
}

// TestWebhookFollowsNobody: a redirect is not followed, and a body that is too large is not sent.
func TestWebhookFollowsNobody(t *testing.T) {
	asked := 0
	w, n := hook(t, func(rw http.ResponseWriter, r *http.Request) {
		asked++
		http.Redirect(rw, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	err := w.Notify(t.Context(), n)
	require.ErrorIs(t, err, outbox.ErrPermanent)
	require.ErrorContains(t, err, "redirects are not followed")
	n.Customer = json.RawMessage(`"` + strings.Repeat("x", outbox.MaxBody) + `"`)
	require.ErrorContains(t, w.Notify(t.Context(), n), "262144 is the most")
	require.Equal(t, 1, asked)
}

// TestWebhookHeedsContext: Notify returns when its context ends.
func TestWebhookHeedsContext(t *testing.T) {
	release := make(chan struct{})
	w, n := hook(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-r.Context().Done():
		case <-release:
		}
	})
	defer close(release)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, w.Notify(ctx, n), context.DeadlineExceeded)
}

// signed returns the headers of a webhook as it is sent.
func signed(t require.TestingT, key string, body escalation.Notice) (header http.Header, sent []byte) {
	body.Key, body.To.Address = key, "webhook:crm"
	w := &outbox.Webhook{
		Endpoints: map[string]outbox.Endpoint{"crm": {URL: "https://crm.example.com", Secrets: []string{secret}}},
		Now:       (&clock{now: noon}).Now,
		Client: &http.Client{Transport: trip(func(r *http.Request) *http.Response {
			header = r.Header
			sent, _ = io.ReadAll(r.Body)
			return &http.Response{StatusCode: 204, Body: http.NoBody}
		})},
	}
	require.NoError(t, w.Notify(context.Background(), body))
	return header, sent
}

// TestLawSignature: what was signed is trusted as it is, and no longer when any byte of it, of its id or of its time differs,
// or when its time is past. No two keys have one id.
func TestLawSignature(t *testing.T) {
	ids := map[string]string{}
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.OneOf(rapid.SampledFrom([]string{".", "%2E", "%252E"}), rapid.StringN(1, 12, -1)).Draw(t, "key")
		header, body := signed(t, key, fiveToFive())
		id, err := outbox.VerifyWebhook([]string{secret}, header, body, noon.Time(), 0)
		require.NoError(t, err)
		if was, ok := ids[id]; ok {
			require.Equal(t, was, key)
		}
		ids[id] = key

		off := time.Duration(rapid.IntRange(-600, 600).Draw(t, "off")) * time.Second
		_, err = outbox.VerifyWebhook([]string{secret}, header, body, noon.Add(off).Time(), 0)
		require.Equal(t, off.Abs() > outbox.Tolerance, errors.Is(err, outbox.ErrSignature))

		forged := header.Clone()
		switch i := rapid.IntRange(0, len(body)-1).Draw(t, "byte"); rapid.IntRange(0, 3).Draw(t, "what") {
		case 0:
			body[i] ^= 1
		case 1:
			forged.Set("Webhook-Id", id+"x")
		case 2:
			forged.Set("Webhook-Timestamp", "1772798401")
		case 3:
			mac, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(header.Get("Webhook-Signature"), "v1,"))
			mac[i%len(mac)] ^= 1
			forged.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(mac))
		}
		_, err = outbox.VerifyWebhook([]string{secret}, forged, body, noon.Time(), 0)
		require.ErrorIs(t, err, outbox.ErrSignature)
	})
}

// TestVerifyWebhook: what is missing or not well formed is not trusted, whoever signed it; a secret that is none is told.
func TestVerifyWebhook(t *testing.T) {
	header, body := signed(t, "k", fiveToFive())
	for name, value := range map[string]string{"Webhook-Id": "", "Webhook-Timestamp": "+1772798400", "Webhook-Signature": "v1a,AA v1 ,"} {
		h := header.Clone()
		h.Set(name, value)
		_, err := outbox.VerifyWebhook([]string{secret}, h, body, noon.Time(), time.Minute)
		require.ErrorIs(t, err, outbox.ErrSignature, name)
	}
	_, err := outbox.VerifyWebhook([]string{newer, "hunter2"}, header, body, noon.Time(), 0)
	require.EqualError(t, err, "secrets[1]: is not a secret: write whsec_ and the base64 of at least 24 random bytes")
	_, err = outbox.VerifyWebhook(nil, header, body, noon.Time(), 0)
	require.ErrorIs(t, err, outbox.ErrSignature)
	h := header.Clone()
	h.Set("Webhook-Signature", "v2,x v1,AAAA "+header.Get("Webhook-Signature"))
	_, err = outbox.VerifyWebhook([]string{secret}, h, body, noon.Time(), 0)
	require.NoError(t, err, "one good signature among others")
}

// FuzzVerifyWebhook: no header is trusted but the one that was signed, and none makes it panic.
func FuzzVerifyWebhook(f *testing.F) {
	header, body := signed(f, "k", fiveToFive())
	id, at, list := header.Get("Webhook-Id"), header.Get("Webhook-Timestamp"), header.Get("Webhook-Signature")
	f.Add(id, at, list)
	f.Add("a.b", "-1", "v1,")
	f.Add("", "9223372036854775807", "v1,"+list+" "+list)
	f.Fuzz(func(t *testing.T, gotID, gotAt, gotList string) {
		h := http.Header{"Webhook-Id": {gotID}, "Webhook-Timestamp": {gotAt}, "Webhook-Signature": {gotList}}
		if got, err := outbox.VerifyWebhook([]string{secret}, h, body, noon.Time(), 0); err == nil {
			require.Equal(t, []string{id, id, at}, []string{got, gotID, gotAt})
			require.Contains(t, gotList, strings.TrimRight(strings.TrimPrefix(list, "v1,"), "="))
		}
	})
}
