package main

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

func atNow(h *host) sla.Instant { return sla.At(h.clock.Now()) }

func TestAFormOpensATicket(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	status, page := v.get("/")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, "Nobody needs help yet")
	form := []string{"key", hidden(t, page, "tickets", "key"), "subject", "It <b>burns</b>", "text", "Help!", "customer", "Mara", "priority", "urgent", "tier", "gold", "region", "emea", "type", "incident"}
	for range 2 { // a double click
		status, page = v.send("/tickets", form...)
		require.Equal(t, http.StatusOK, status)
		require.Contains(t, page, "T-1001")
	}
	require.Contains(t, page, "It &lt;b&gt;burns&lt;/b&gt;")
	require.Contains(t, page, "Help!")
	require.Contains(t, page, "chain verified")
	_, page = v.get("/")
	require.NotContains(t, page, "T-1002", "one form is one ticket")
	require.Equal(t, "gold", load(t, h, "T-1001").State.Policy.Name)
}

// TestLawAFormSentTwiceIsOneEvent sends each form twice: the second time changes nothing.
func TestLawAFormSentTwiceIsOneEvent(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		ev := stories[rapid.IntRange(0, len(stories)-1).Draw(rt, "story")].opened("law-"+strconv.Itoa(n), atNow(h))
		outcome, err := h.take(t.Context(), ev, "")
		require.NoError(rt, err)
		act := rapid.SampledFrom([]string{"reply", "status", "priority", "move", "acknowledge", "snooze"}).Draw(rt, "act")
		form := []string{
			"key", "form-" + strconv.Itoa(n), "text", "Hello", "as", rapid.SampledFrom([]string{"agent", "customer", "note"}).Draw(rt, "as"),
			"customer", "Mara", "status", rapid.SampledFrom([]string{"open", "pending", "solved"}).Draw(rt, "status"),
			"priority", "low", "queue", "americas", "for", "1h",
		}
		path := "/tickets/" + outcome.Ticket + "/" + act
		status, page := v.send(path, form...)
		require.Equal(rt, http.StatusOK, status, page)
		before := load(t, h, outcome.Ticket)
		status, _ = v.send(path, form...)
		require.Equal(rt, http.StatusOK, status)
		require.Equal(rt, before, load(t, h, outcome.Ticket))
	})
}

func TestAStaleFormIsRefused(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	path := "/tickets/" + v.open(h)
	_, page := v.get(path)
	seen := hidden(t, page, "reply", "expect")
	status, _ := v.send(path+"/status", "key", "first", "expect", seen, "status", "pending")
	require.Equal(t, http.StatusOK, status)
	status, page = v.send(path+"/reply", "key", "second", "expect", seen, "text", "My long answer", "as", "agent")
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, page, "The ticket has moved on")
	require.Contains(t, page, "My long answer", "what was typed is not lost")
	said, err := h.book.said(t.Context(), "T-1001")
	require.NoError(t, err)
	require.NotContains(t, said, "second")
	_, page = v.get(path)
	require.Contains(t, page, "refused", "the trail tells of it")
}

func TestBadFormsChangeNothing(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	id := v.open(h)
	head := load(t, h, id).Head
	for _, c := range []struct {
		name, path string
		form       []string
		status     int
		says       string
	}{
		{"no text", "/tickets/" + id + "/reply", []string{"key", "a"}, 422, "the text of the reply is missing"},
		{"no subject", "/tickets", []string{"key", "a", "text", "kept"}, 422, "the subject is missing"},
		{"much wrong", "/tickets", []string{"key", "a", "text", "kept", "type", "fire", "priority", "soon"}, 422,
			"the subject is missing; priority: unknown priority &#34;soon&#34;; write one of"},
		{"much wrong to the end", "/tickets", []string{"key", "a", "text", "kept", "type", "fire", "priority", "soon"}, 422, "unknown type &#34;fire&#34;"},
		{"no status", "/tickets/" + id + "/status", []string{"key", "a"}, 422, "the status is missing"},
		{"no length", "/tickets/" + id + "/snooze", []string{"key", "a"}, 422, "is no length of time such as 1h"},
		{"no such act", "/tickets/" + id + "/explode", nil, 404, "no page"},
		{"no such ticket", "/tickets/T-9/status", []string{"key", "a", "status", "open"}, 404, "unknown ticket"},
		{"clock back", "/clock", []string{"for", "-1h"}, 422, "how far to skip"},
		{"clock too far", "/clock", []string{"for", "9000h"}, 422, "how far to skip"},
		{"too long", "/tickets/" + id + "/reply", []string{"key", "a", "text", strings.Repeat("x", 5*longest)}, 413, "cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, page := v.send(c.path, c.form...)
			require.Equal(t, c.status, status)
			require.Contains(t, page, c.says)
		})
	}
	require.Equal(t, head, load(t, h, id).Head)
	status, page := v.send("/tickets/"+id+"/status", "key", "b", "status", "exploded")
	require.Equal(t, 422, status)
	require.Contains(t, page, "exploded")
	require.Equal(t, "open", load(t, h, id).State.Facts.Status)
}

func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	status, _ := v.post("{}", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
	require.Equal(t, http.StatusForbidden, status)
}

func TestAnOfferIsAcceptedOrDeclined(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	path := "/tickets/" + v.open(h)
	_, page := v.get(path)
	require.Contains(t, page, "Offered to ana")
	form := []string{"key", "no", "offer", hidden(t, page, "decline", "offer"), "agent", "ana", "reason", "in a call"}
	_, page = v.send(path+"/decline", form...)
	require.Contains(t, page, "Offered to ben")
	form = []string{"key", "wrong", "offer", hidden(t, page, "accept", "offer"), "agent", "carla"}
	status, page := v.send(path+"/accept", form...)
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, page, "offered to ben")
	_, page = v.get("/queue")
	require.Contains(t, page, "passed over ana: has declined", "the reason stands beside the offer")
	form = []string{"key", "yes", "offer", hidden(t, page, "accept", "offer"), "agent", "ben", "back", "queue"}
	_, page = v.send(path+"/accept", form...)
	require.Contains(t, page, "1 of 5 units")
	require.Contains(t, page, "passed over ana: has declined", "and beside what ben has")
	require.Equal(t, "ben", load(t, h, "T-1001").State.Facts.Assignee)
}

func TestADeadLetterIsSentAgainOrPutAway(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	id := v.open(h)
	skip(t, h, 65*time.Minute) // the promise to answer within an hour is broken; the CRM is off
	for range 4 {
		skip(t, h, 10*time.Second) // the attempts
	}
	require.Len(t, dead(t, h), 1)
	_, page := v.get("/notices")
	require.Contains(t, page, "the CRM is switched off")
	notice := dead(t, h)[0].Key
	status, _ := v.send("/tickets/"+id+"/replay", "key", "no", "notice", "nothing")
	require.Equal(t, http.StatusConflict, status)
	_, page = v.send("/crm/switch", "up", "on")
	require.Contains(t, page, "Switch the CRM off")
	_, _ = v.send("/tickets/"+id+"/replay", "key", "again", "notice", notice, "back", "notices")
	settle(t, h)
	require.Empty(t, dead(t, h))
	_, page = v.get("/notices")
	require.Contains(t, page, "It has received")
	i := slices.IndexFunc(load(t, h, id).Notices, func(n desk.Noted) bool { return n.Key == notice })
	require.Equal(t, outbox.Delivered, load(t, h, id).Notices[i].State)
}

func TestADuplicateIsMerged(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	_, page := v.get("/")
	_, page = v.send("/examples", "key", hidden(t, page, "examples", "key"))
	require.Contains(t, page, "T-1003")
	_, page = v.send("/tickets/T-1003/merge", "key", "same", "into", "T-1001")
	require.Contains(t, page, "merged into T-1001")
	settle(t, h)
	_, page = v.get("/tickets/T-1001")
	require.Contains(t, page, "took over what was in T-1003")
}

func TestWhereAFormLeadsBackStaysHere(t *testing.T) {
	for path, want := range map[string]string{"/queue": "/queue", "//evil.example": "/", `/\evil.example`: "/", "https://evil.example": "/", "": "/"} {
		require.Equal(t, want, local(path), path)
	}
}

func TestYouAreRemembered(t *testing.T) {
	h := newHost(t, settings{})
	server := visit(t, h)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.base+"/", nil)
	require.NoError(t, err)
	r.AddCookie(&http.Cookie{Name: "you", Value: "carla"})
	require.Equal(t, "carla", h.you(r))
	r.Header.Set("Cookie", "you=nobody")
	require.Equal(t, "ana", h.you(r))
}

// However fast the clock runs, a notice that is being sent is not given to another.
func TestALeaseOutlastsAnAttemptOnAFastClock(t *testing.T) {
	h := newHost(t, settings{})
	h.settings.speed = 600
	c := h.config(h.clock.Now, h.clock.After)
	require.Equal(t, 600*time.Minute, c.Sender.Lease)
}

// Who sends the same words again has one ticket: the second is merged into the first, and says why.
func TestWhatACustomerWritesAgainIsOneTicket(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	for _, key := range []string{"one", "two"} {
		status, page := v.send("/tickets", "key", key, "subject", "Invoice 4711 is wrong", "text", "The invoice says ten seats, we have only four.", "customer", "Mara", "channel", "web")
		require.Equal(t, http.StatusOK, status, page)
	}
	require.True(t, load(t, h, "T-1001").Open)
	require.Equal(t, "T-1001", load(t, h, "T-1002").Into)
	_, page := v.get("/tickets/T-1002")
	require.Contains(t, page, "T-1001")
}
