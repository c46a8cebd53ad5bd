package outbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation"
)

// errGone says that a receiver answered 410: the endpoint wants no more.
var errGone = errors.New("410 Gone")

// post sends a body and returns nil for an answer of 2xx. It follows no redirects. Other answers are permanent but for 408,
// 409, 425, 429 and 5xx, which are tried again, not before Retry-After. No more than the first bytes of an answer are read.
func post(ctx context.Context, client *http.Client, now func() time.Time, target string, header http.Header, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return Permanent(err)
	}
	req.Header = header
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "bellhop")
	if own, _ := TraceFrom(ctx); own != (Trace{}) {
		req.Header.Set("Traceparent", own.String())
	}
	res, err := still(client).Do(req)
	if err != nil {
		return withoutURL(err)
	}
	defer func() { _ = res.Body.Close() }() // the answer is known
	return judgeAnswer(res, now())
}

// still returns a client that follows no redirects.
func still(client *http.Client) *http.Client {
	c := http.Client{}
	if client != nil {
		c = *client
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// withoutURL takes the address out of an error of a request: the address of an incoming webhook is a secret.
func withoutURL(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		return fmt.Errorf("post: %w", e.Err)
	}
	return err
}

// judgeAnswer returns what an answer means, with its first words.
func judgeAnswer(res *http.Response, now time.Time) error {
	const most = 200 // bytes of an answer that are kept
	if res.StatusCode/100 == 2 {
		_, _ = io.CopyN(io.Discard, res.Body, 64<<10) // so that the connection can be used again
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(res.Body, most)) // what came of it will do
	err := fmt.Errorf("the receiver answered %s: %s", res.Status, oneLine(strings.TrimSpace(string(text))))
	switch code := res.StatusCode; {
	case code == http.StatusGone:
		return Permanent(fmt.Errorf("%w (%w)", err, errGone))
	case code >= 500, code == http.StatusRequestTimeout, code == http.StatusConflict, code == http.StatusTooEarly,
		code == http.StatusTooManyRequests:
		return RetryAfter(err, parseRetryAfter(res.Header.Get("Retry-After"), now))
	case code/100 == 3:
		return Permanent(fmt.Errorf("%w; redirects are not followed: write the final URL", err))
	}
	return Permanent(err)
}

// parseRetryAfter reads the value of Retry-After (RFC 9110, 10.2.3), seconds or a date. It is 0 for a date that has passed and
// for what is neither.
func parseRetryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if n, err := strconv.ParseUint(value, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(n, uint64(MaxRetryAfter/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(now), 0), MaxRetryAfter)
	}
	return 0
}

// checkURL notes what is wrong with the URL of a receiver.
func checkURL(faults *calendar.Problems, path, text string) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		faults.Add(path, "is not an address of the web: write a URL such as https://example.com/hook")
	}
}

// rest returns what stands behind the scheme of an address.
func rest(n *escalation.Notice) string {
	_, name, _ := strings.Cut(n.To.Address, ":")
	return name
}
