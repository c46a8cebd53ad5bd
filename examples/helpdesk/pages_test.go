package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// TestEveryPageIsGuarded looks at every page: no script or style stands in it, and the browser is told so.
func TestEveryPageIsGuarded(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	id := v.open(h)
	inline := regexp.MustCompile(`(?i)<script>|<style|\sstyle=|\son[a-z]+=|https?://[^1w]`)
	for path, status := range map[string]int{"/": 200, "/queue": 200, "/coverage": 200, "/notices": 200, "/health": 200, "/tickets/" + id: 200, "/tickets/none": 404, "/none": 404} {
		answer, err := v.Get(v.base + path)
		require.NoError(t, err)
		got, page := v.read(answer)
		require.Equal(t, status, got, path)
		require.Contains(t, answer.Header.Get("Content-Security-Policy"), "default-src 'none'")
		require.Equal(t, "nosniff", answer.Header.Get("X-Content-Type-Options"))
		require.Contains(t, page, "Europe/London", "times name their zone")
		require.Empty(t, inline.FindString(page), path)
		for _, field := range regexp.MustCompile(`<(?:select|textarea|input)[^>]*>`).FindAllString(page, -1) {
			if name := regexp.MustCompile(`\sid="([^"]+)"`).FindStringSubmatch(field); name != nil {
				require.Contains(t, page, `for="`+name[1]+`"`, "%s: %s has a label", path, field)
			} else {
				require.Contains(t, field, `type="hidden"`, path)
			}
		}
	}
}

func TestATicketTellsHowItStands(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	path := "/tickets/" + v.open(h)
	says := func(words ...string) {
		t.Helper()
		_, page := v.get(path)
		for _, w := range words {
			require.True(t, strings.Contains(page, w), "%q is not on the page", w)
		}
	}
	says("running", "59m 59s left", "due 11:00", "Policy gold", "reaches level")
	skip(t, h, 46*time.Minute)
	says("at risk", "13m 59s left", "told")
	_, _ = v.send(path+"/status", "key", "wait", "status", "pending")
	says("paused", "would be due")
	_, _ = v.send(path+"/status", "key", "on", "status", "open")
	skip(t, h, 20*time.Minute)
	says("overdue", "over", "the promise is broken")
	_, _ = v.send(path+"/status", "key", "done", "status", "solved")
	says("closed", "kept late")
	_, _ = v.send(path+"/reply", "key", "again", "as", "customer", "customer", "Mara", "text", "It burns again")
	settle(t, h)
	says("reopened", "It burns again")
}

func TestTheClockSkipsAheadAndStaysThere(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	_, _ = v.send("/clock", "for", "opening", "back", "/queue")
	require.Equal(t, "Tue 09:00", h.clock.Now().In(h.zone).Format("Mon 15:04"))
	saved, err := h.book.savedClock(t.Context())
	require.NoError(t, err)
	require.WithinDuration(t, h.clock.Now(), saved, time.Second)
}

func TestHealthIsToldToAMonitor(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	id := v.open(h)
	status, _ := v.get("/healthz")
	require.Equal(t, http.StatusOK, status)
	h.clock.Skip(2 * time.Hour) // and nobody sweeps
	status, body := v.get("/healthz")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Equal(t, []string{id}, readAs[desk.Health](t, body).Forgotten)
}

func TestAPageHearsOfChanges(t *testing.T) {
	h := newHost(t, settings{})
	v := visit(t, h)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	go h.runChanges(ctx)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.base+"/changes", nil)
	require.NoError(t, err)
	answer, err := v.Do(r)
	require.NoError(t, err)
	defer func() { require.NoError(t, answer.Body.Close()) }()
	require.Equal(t, "text/event-stream", answer.Header.Get("Content-Type"))
	v.open(h)
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if lines.Text() == "event: changed" {
			return
		}
	}
	t.Fatal("the stream ended without a change")
}

// TestLengthsAreWrittenAsThePageCountsThem keeps the server and desk.js to one way of writing.
func TestLengthsAreWrittenAsThePageCountsThem(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 59 * time.Second: "59s", time.Minute: "1m 00s", 61*time.Minute + 5*time.Second: "1h 01m", -90 * time.Second: "1m 30s", 30 * time.Hour: "30h 00m",
	} {
		require.Equal(t, want, short(sla.Duration(d)), fmt.Sprint(d))
	}
}
