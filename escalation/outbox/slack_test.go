package outbox_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// slackBody returns what Slack is sent of a notice.
func slackBody(t require.TestingT, n escalation.Notice) []byte {
	var body []byte
	s := &outbox.Slack{
		URLs: map[string]string{"support": "https://hooks.example.com/x"}, Now: (&clock{now: noon}).Now,
		Client: &http.Client{Transport: trip(func(r *http.Request) *http.Response {
			body, _ = io.ReadAll(r.Body)
			return &http.Response{StatusCode: 200, Body: http.NoBody}
		})},
	}
	require.NoError(t, s.Notify(context.Background(), n))
	return body
}

// TestSlackAlert: the alert of five to five says which ticket, what was promised, what to do and who the customer is.
func TestSlackAlert(t *testing.T) {
	var got, want any
	require.NoError(t, json.Unmarshal(slackBody(t, fiveToFive()), &got))
	golden, err := os.ReadFile("testdata/slack-alert.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(golden, &want))
	require.Equal(t, want, got)
}

// TestLawSlackLimits: whatever a notice says, Slack's limits hold, nothing is cut in the middle of a character, nothing of it
// is a mention, and only addresses of the web are buttons.
func TestLawSlackLimits(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Repeat(rapid.StringN(0, 20, -1).Draw(t, "text"), rapid.IntRange(0, 300).Draw(t, "times"))
	})
	rapid.Check(t, func(t *rapid.T) {
		n := fiveToFive()
		n.Ticket, n.Link, n.Runbook, n.Queue = "<!here> &"+text.Draw(t, "ticket"), text.Draw(t, "link"), "https://"+text.Draw(t, "runbook"), text.Draw(t, "queue")
		n.Customer, _ = json.Marshal(map[string]string{"name": text.Draw(t, "customer")})
		var m struct {
			Text   string
			Blocks []struct {
				Type     string
				Text     struct{ Type, Text string }
				Elements []struct{ URL string }
			}
		}
		require.NoError(t, json.Unmarshal(slackBody(t, n), &m))
		require.LessOrEqual(t, utf8.RuneCountInString(m.Text), 3000)
		for _, b := range m.Blocks {
			most := 3000
			if b.Type == "header" {
				most = 150
			}
			require.LessOrEqual(t, utf8.RuneCountInString(b.Text.Text), most)
			if b.Text.Type == "mrkdwn" {
				require.NotContains(t, b.Text.Text, "<")
				require.NotContains(t, strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "").Replace(b.Text.Text), "&")
			}
			for _, e := range b.Elements {
				require.True(t, strings.HasPrefix(e.URL, "http"))
				require.LessOrEqual(t, len(e.URL), 3000)
			}
		}
		require.NotContains(t, m.Text, "<!here>")
	})
}
