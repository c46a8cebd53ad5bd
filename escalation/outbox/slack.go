package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation"
)

// Slack is a notifier that posts notices to incoming webhooks of Slack, as blocks: the title, the facts, and buttons that lead
// to the ticket and the runbook. The address slack:NAME is the webhook of that name. Texts are escaped, and cut to what Slack
// takes (docs.slack.dev/reference/block-kit/blocks).
//
// An incoming webhook knows no key, so a notice that is sent again after a lost answer is shown again.
type Slack struct {
	// URLs are the incoming webhooks by name. They are secrets.
	URLs map[string]string
	// Now reads the time, for a Retry-After that is a date. It is required.
	Now func() time.Time
	// Client sends; nil means one of its own. Redirects are never followed.
	Client *http.Client
}

// Check returns every fault of the fields, each at its place, as [calendar.Problems].
func (s *Slack) Check() error {
	var faults calendar.Problems
	if s.Now == nil {
		faults.Add("Now", "is missing: write time.Now")
	}
	for _, name := range slices.Sorted(maps.Keys(s.URLs)) {
		checkURL(&faults, calendar.KeyPath("URLs", name), s.URLs[name])
	}
	return faults.Err()
}

// Notify posts a notice to its incoming webhook.
func (s *Slack) Notify(ctx context.Context, n escalation.Notice) error {
	if err := s.Check(); err != nil {
		return Permanent(err)
	}
	target, ok := s.URLs[rest(&n)]
	if !ok {
		return Permanent(fmt.Errorf("address %q: no incoming webhook of that name; there are: %s",
			n.To.Address, strings.Join(slices.Sorted(maps.Keys(s.URLs)), ", ")))
	}
	body, err := json.Marshal(slackMessage(&n))
	if err != nil {
		return Permanent(err)
	}
	return post(ctx, s.Client, s.Now, target, http.Header{}, body)
}

// How many characters Slack takes in a header, in a section, in all of a fallback and in a URL.
const (
	slackHeader  = 150
	slackSection = 3000
	slackURL     = 3000
)

type (
	slackBlocks struct {
		Text   string       `json:"text"` // what a notification shows
		Blocks []slackBlock `json:"blocks"`
	}
	slackBlock struct {
		Type     string        `json:"type"`
		Text     *slackText    `json:"text,omitempty"`
		Elements []slackButton `json:"elements,omitempty"`
	}
	slackButton struct {
		Type string    `json:"type"`
		Text slackText `json:"text"`
		URL  string    `json:"url"`
	}
	slackText struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
)

// slackMessage returns a notice as blocks.
func slackMessage(n *escalation.Notice) slackBlocks {
	p := pageOf(n)
	var lines []string
	left := slackSection
	for _, f := range p.facts {
		room := min(left-len(f.name)-len("**: \n"), slackSection/2)
		if room < 1 {
			break
		}
		line := "*" + f.name + "*: " + slackEscape(f.text, room)
		left -= len([]rune(line)) + 1
		lines = append(lines, line)
	}
	blocks := []slackBlock{{Type: "header", Text: &slackText{"plain_text", cut(p.title, slackHeader)}}}
	if len(lines) > 0 {
		blocks = append(blocks, slackBlock{Type: "section", Text: &slackText{"mrkdwn", strings.Join(lines, "\n")}})
	}
	if buttons := slackButtons(n); len(buttons) > 0 {
		blocks = append(blocks, slackBlock{Type: "actions", Elements: buttons})
	}
	return slackBlocks{Text: slackEscape(p.title, slackSection), Blocks: blocks}
}

// slackButtons returns a button for each link of a notice that Slack takes.
func slackButtons(n *escalation.Notice) (buttons []slackButton) {
	for _, link := range [][2]string{{"Open the ticket", n.Link}, {"Runbook", n.Runbook}} {
		var faults calendar.Problems
		if checkURL(&faults, "", link[1]); len(faults) == 0 && len(link[1]) <= slackURL {
			buttons = append(buttons, slackButton{"button", slackText{"plain_text", link[0]}, link[1]})
		}
	}
	return buttons
}

// slackEscape returns a text of at most most characters that mentions nobody and holds no link but what reads like one. What is
// escaped is never cut in two.
func slackEscape(s string, most int) string {
	var b strings.Builder
	for _, r := range s {
		text := string(r)
		switch r {
		case '&':
			text = "&amp;"
		case '<':
			text = "&lt;"
		case '>':
			text = "&gt;"
		}
		if most -= len([]rune(text)); most < 1 {
			return b.String() + "…"
		}
		b.WriteString(text)
	}
	return b.String()
}
