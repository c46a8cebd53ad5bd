package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// serve serves a help desk as the program does, and returns its address.
func serve(t *testing.T, h *host) string {
	t.Helper()
	h.settings.addr = "127.0.0.1:0"
	read, write := io.Pipe()
	h.out = write
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.serve(ctx) }()
	lines := bufio.NewScanner(read)
	require.True(t, lines.Scan())
	go func() { _, _ = io.Copy(io.Discard, read) }() // until the pipe is closed
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
		require.NoError(t, write.Close())
	})
	return strings.TrimPrefix(lines.Text(), "Help desk on ")
}

// browser returns a tab of a headless Chromium, or skips the test where there is none.
func browser(t *testing.T) tab {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		t.Skip("no chromium, chromium-browser or google-chrome in PATH")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.WindowSize(1280, 900))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium has no sandbox for root
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancelTab := chromedp.NewContext(ctx)
	t.Cleanup(cancelTab)
	return tab{t, ctx}
}

// tab is a tab at work.
type tab struct {
	*testing.T
	ctx context.Context
}

func (b tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	require.NoError(b, chromedp.Do(b.ctx, steps...))
}

// ask returns what an expression gives.
func ask[V any](b tab, expression string) V {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[V](expression))
	require.NoError(b, err)
	return v
}

// waits waits until an expression holds.
func (b tab) waits(expression string) {
	b.Helper()
	defer func() {
		if b.Failed() {
			b.Log(ask[string](b, `document.body.innerText`))
		}
	}()
	require.Eventually(b, func() bool {
		holds, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](expression))
		return err == nil && holds // a page that is just being left has no answer
	}, 20*time.Second, 50*time.Millisecond, "%s", expression)
}

// says waits until a word is on the page.
func (b tab) says(word string) {
	b.Helper()
	b.waits(`document.querySelector("main")?.innerText.includes(` + "`" + word + "`" + `)`)
}

// submit chooses a value in a form and sends it, which leads to a new page.
func (b tab) submit(form, field, value string) {
	b.Helper()
	b.waits(fmt.Sprintf("document.readyState === `complete` && !!document.querySelector(`%s [name=%s]`)", form, field))
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf( // in one go: a click could miss when the page moves
		"window.old = true, document.querySelector(`%[1]s [name=%[2]s]`).value = `%[3]s`, document.querySelector(`%[1]s`).requestSubmit()", form, field, value)))
	b.waits(`!window.old && document.readyState === "complete"`)
}

// fill writes into the fields of a page in one go: by keys, a page that looks again could take a field away in between.
func (b tab) fill(fields ...string) {
	b.Helper()
	for i := 0; i < len(fields); i += 2 {
		b.waits(fmt.Sprintf("document.readyState === `complete` && !!document.querySelector(`%s`)", fields[i]))
	}
	for i := 0; i < len(fields); i += 2 {
		b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelector(`%s`).value = `%s`", fields[i], fields[i+1])))
	}
}

// click presses the button of a form, write types into a field.
func click(form string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(form + " button"))
}

func write(field, text string) chromedp.Action[chromedp.Void] {
	return chromedp.SendKeys(chromedp.CSS(field), text)
}

// clockText is the text of the first clock that counts.
const clockText = `document.querySelector(".clock .left").textContent`

func TestInABrowser(t *testing.T) {
	b := browser(t)
	h := newHost(t, settings{})
	base := serve(t, h)
	b.do(chromedp.Navigate(base))
	b.fill("#subject", "The tills are down", "#text", "Please call me.", "#customer", "Mara")
	b.submit(`form[action="/tickets"]`, "priority", "urgent")
	b.says("running")
	b.says("Please call me.")

	first := ask[string](b, clockText)
	b.waits(clockText + " !== `" + first + "`") // the clock runs
	b.submit(`form[action$="/status"]`, "status", "pending")
	b.says("would be due")
	resolution := `[...document.querySelectorAll(".clock")].find((c) => c.innerText.toLowerCase().includes("resolution"))`
	stood := ask[string](b, resolution+`.querySelector(".left").textContent`)
	other := ask[string](b, clockText)
	b.waits(clockText + " !== `" + other + "`") // another clock went on,
	require.Equal(t, stood, ask[string](b, resolution+`.querySelector(".left").textContent`), "and the paused one stood")
	require.False(t, ask[bool](b, resolution+`.querySelector("[data-left]") !== null`))
	b.submit(`form[action$="/status"]`, "status", "open")
	require.True(t, ask[bool](b, resolution+`.querySelector("[data-left]") !== null`), "it runs again")

	b.submit(`form[action="/clock"]`, "for", "1h")
	b.submit(`form[action="/clock"]`, "for", "5m")
	b.says("overdue")
	b.says("ladder “answer”, level 3 to webhook:crm")
	b.says("dead letter") // the page hears of it by itself

	b.do(chromedp.Navigate(base+"/notices"), chromedp.WaitVisible(chromedp.CSS("#dead")))
	b.says("the CRM is switched off")
	b.submit(`form[action="/crm/switch"]`, "up", "on")
	b.submit(`form[action$="/replay"]`, "back", "notices")
	b.says("It has received, each once")

	b.do(chromedp.Navigate(base + "/tickets/T-1001#trail"))
	b.says("chain verified")
	b.says("sends the dead letter again")
	b.says("the promise is broken")
}

// TestFreeTextFindsWhoCanMendIt has a visitor type what is wrong and choose nothing: the page says as what it was read and why, who
// is offered it and why, the board changes by itself, and the coverage of the year is drawn.
func TestFreeTextFindsWhoCanMendIt(t *testing.T) {
	b := browser(t)
	h := newHost(t, settings{})
	base := serve(t, h)
	b.do(chromedp.Navigate(base+"/queue"), chromedp.WaitVisible(chromedp.CSS("main")))
	b.says("0 of 6 units")
	b.says("until 17:30")
	b.do(chromedp.Navigate(base))
	b.fill("#subject", "Nothing works", "#text", "The scanner is broken and the till is down in all shops.", "#customer", "Mara")
	b.submit(`form[action="/tickets"]`, "tier", "gold")
	b.says("read as incident, urgent, confidence")
	b.says("something is broken: broken")
	b.says("by row gold incident")
	b.says("offered to ana")
	b.do(chromedp.Navigate(base+"/queue"), chromedp.WaitVisible(chromedp.CSS("main")))
	b.says("Nothing works")
	b.submit(`form[action$="/accept"]`, "back", "queue")
	b.says("2 of 6 units") // the form begins with a chat
	b.do(chromedp.Navigate(base + "/coverage"))
	b.says("clock change")
	b.waits(`document.querySelector("img.drawing").naturalWidth > 0`)
}

// TestAPageLooksAgainWhenItsStreamOpens holds back the stream of changes until a ticket is there that the page was drawn
// without. Nothing that changes later tells of it.
func TestAPageLooksAgainWhenItsStreamOpens(t *testing.T) {
	h := newHost(t, settings{})
	pages, ready := h.routes(), make(chan struct{})
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/changes" {
			select {
			case <-ready:
			case <-r.Context().Done():
				return
			}
		}
		pages.ServeHTTP(w, r)
	}))
	t.Cleanup(site.Close) // after the browser, which ends its stream
	b := browser(t)
	b.do(chromedp.Navigate(site.URL), chromedp.WaitVisible(chromedp.CSS("#subject")))
	_, err := h.take(t.Context(), stories[0].opened(stories[0].subject, atNow(h)), stories[0].text)
	require.NoError(t, err)
	require.NotContains(t, ask[string](b, `document.querySelector("main").innerText`), stories[0].subject)
	close(ready)
	b.says(stories[0].subject)
}

// TestAtANarrowWidth looks at every page at the width of a small telephone: nothing has to be scrolled sideways.
func TestAtANarrowWidth(t *testing.T) {
	b := browser(t)
	h := newHost(t, settings{})
	base := serve(t, h)
	for _, s := range stories {
		_, err := h.take(t.Context(), s.opened(s.subject, atNow(h)), s.text)
		require.NoError(t, err)
	}
	h.clock.Skip(70 * time.Minute)
	b.do(chromedp.EmulateViewport(390, 844), chromedp.Navigate(base+"/notices"))
	b.says("dead letter")
	for _, path := range []string{"/", "/tickets/T-1001", "/queue", "/coverage", "/notices", "/health", "/none"} {
		b.do(chromedp.Navigate(base+path), chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach((d) => { d.open = true; })`))
		require.LessOrEqual(t, ask[int](b, `document.documentElement.scrollWidth`), 390, path)
	}
}

// TestWithoutJavaScript opens a ticket and answers it with every script switched off.
func TestWithoutJavaScript(t *testing.T) {
	b := browser(t)
	h := newHost(t, settings{})
	base := serve(t, h)
	b.do(chromedp.Navigate("about:blank"))
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	require.NoError(t, err)
	b.do(chromedp.Navigate(base),
		write("#subject", "The tills are down"), write("#customer", "Mara"),
		click(`form[action="/tickets"]`), chromedp.WaitVisible(chromedp.CSS(".clock .left")),
		write("#text", "We look into it."), click(`form[action$="/reply"]`), chromedp.WaitVisible(chromedp.CSS(".said")))
	page, err := chromedp.Run(b.ctx, chromedp.InnerHTML(chromedp.CSS("main")))
	require.NoError(t, err)
	require.Contains(t, page, "We look into it.")
	require.Contains(t, page, "first response: promise kept")
}
