package main

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

const created = `{"ticket":"Z-1","key":"a","kind":"created","by":"customer","actor":"Mara","status":"open","fields":{"subject":"Hello","tier":"gold","priority":"high"},"text":"It burns"}`

func TestEventsAreTaken(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	status, body := v.post(created)
	require.Equal(t, http.StatusOK, status, body)
	first := readAs[desk.Outcome](t, body)
	require.Equal(t, audit.Applied, first.Outcome)
	require.False(t, first.Again)
	_, body = v.post(created)
	require.True(t, readAs[desk.Outcome](t, body).Again, "the same key is the same event")

	status, body = v.post(`[{"ticket":"Z-1","key":"b","kind":"status","status":"pending"},{"ticket":"Z-1","key":"c","kind":"status","status":"open"}]`)
	require.Equal(t, http.StatusOK, status)
	require.Len(t, readAs[[]desk.Outcome](t, body), 2)
	status, body = v.post("{\"ticket\":\"Z-1\",\"key\":\"d\",\"kind\":\"message\",\"by\":\"agent\",\"actor\":\"ana\",\"public\":true}\n{\"ticket\":\"Z-1\",\"key\":\"e\",\"kind\":\"watch\",\"watchers\":[\"ben\"]}\n")
	require.Equal(t, http.StatusOK, status)
	require.Len(t, readAs[[]desk.Outcome](t, body), 2)

	_, page := v.get("/tickets/Z-1")
	require.Contains(t, page, "It burns")
	status, body = v.get("/tickets/Z-1.json")
	require.Equal(t, http.StatusOK, status)
	all := readAs[map[string]any](t, body)
	for _, name := range []string{"case", "views", "explanation", "trail"} {
		require.NotEmpty(t, all[name], name)
	}
}

func TestBadEventsAreAnsweredWithTheirFaults(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	status, _ := v.post(created)
	require.Equal(t, http.StatusOK, status)
	for _, c := range []struct {
		name, body string
		status     int
		code       string
		at         []string
	}{
		{"no JSON", `hello`, 422, desk.Malformed, []string{"events[0]"}},
		{"nothing", ` `, 422, desk.Malformed, []string{"events"}},
		{"two unreadable", `[{"ticket":1},{"tikcet":"Z-1"}]`, 422, desk.Malformed, []string{"events[0]", "events[1]"}},
		{"half a line", "{\"ticket\":\"Z-1\",\"key\":\"x\",\"kind\":\"tag\"}\n{\"ticket\"", 422, desk.Malformed, []string{"events[1]"}},
		{"no key, no kind", `{"ticket":"Z-1"}`, 422, desk.Malformed, []string{"key", "kind"}},
		{"no ticket", `{"key":"x","kind":"tag"}`, 422, desk.Malformed, []string{"ticket"}},
		{"the desk's own", `{"ticket":"Z-1","key":"x","kind":"settled","own":true}`, 422, desk.Malformed, []string{"kind", "own"}},
		{"no such actor", `{"ticket":"Z-1","key":"x","kind":"tag","actor_kind":"usr"}`, 422, desk.Malformed, []string{"actor_kind"}},
		{"unknown value", `{"ticket":"Z-1","key":"x","kind":"changed","fields":{"priority":"loud"}}`, 422, desk.Malformed, []string{"fields.priority"}},
		{"unknown ticket", `{"ticket":"Z-9","key":"x","kind":"status","status":"open"}`, 404, desk.UnknownTicket, nil},
		{"there already", `{"ticket":"Z-1","key":"x","kind":"created","by":"customer"}`, 409, desk.AlreadyThere, nil},
		{"no offer", `{"ticket":"Z-1","key":"x","kind":"accept","actor":"ana","offer":"none"}`, 409, desk.NoOffer, nil},
		{"too large", `{"text":"` + strings.Repeat("x", largestBody) + `"}`, 413, desk.TooLarge, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body := v.post(c.body)
			require.Equal(t, c.status, status, body)
			p := readAs[problem](t, body)
			require.Equal(t, c.code, p.Code)
			var at []string
			for _, f := range p.Faults {
				at = append(at, f.At)
				require.NotEmpty(t, f.Mend)
			}
			require.Equal(t, c.at, at)
		})
	}
	_, page := v.get("/health")
	require.Contains(t, page, "refused.too_large", "what was refused at the door is on record")
}

func TestAStaleEventIsRefused(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	_, body := v.post(created)
	seen := readAs[desk.Outcome](t, body).Head.Seq
	event := func(key string) string {
		return `{"ticket":"Z-1","key":"` + key + `","kind":"tag","tags":["x"],"expect":` + strconv.FormatUint(seen, 10) + `}`
	}
	status, _ := v.post(event("b"))
	require.Equal(t, http.StatusOK, status)
	status, body = v.post("[" + event("c") + "]")
	require.Equal(t, http.StatusConflict, status)
	require.Equal(t, desk.Stale, readAs[[]problem](t, body)[0].Code)
}

func TestEventsAreSignedWhereThereIsASecret(t *testing.T) {
	secret := "whsec_" + base64.StdEncoding.EncodeToString([]byte("a secret of thirty-two characters"))
	h := newHost(t, settings{secret: secret})
	v := visit(t, h)
	status, body := v.post(created)
	require.Equal(t, http.StatusUnauthorized, status)
	require.Equal(t, desk.BadSignature, readAs[problem](t, body).Code)

	// A webhook of our own is signed in the same way: its body is no event, so that only the signature is right.
	sender := outbox.Webhook{Endpoints: map[string]outbox.Endpoint{"desk": {URL: v.base + "/events", Secrets: []string{secret}}}, Now: time.Now}
	err := sender.Notify(t.Context(), escalation.Notice{Key: "k", Ticket: "Z-1", To: escalation.Person{Address: "webhook:desk"}})
	require.ErrorContains(t, err, "422")
}

// FuzzReadEvents reads any body: never a panic, and either events or faults.
func FuzzReadEvents(f *testing.F) {
	for _, body := range []string{created, "[" + created + "]", created + "\n" + created, "", "[", `[{"at":"yesterday"}]`, "\xff", "{}{}"} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		events, many, faults := readEvents(body)
		if len(events) == 0 && len(faults) == 0 && !many {
			t.Fatal("no event and no fault")
		}
		if !many && len(faults) == 0 && len(events) != 1 {
			t.Fatalf("%d events where one was sent", len(events))
		}
	})
}
