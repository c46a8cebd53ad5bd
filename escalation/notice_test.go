package escalation_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// noticed returns the notice of the last action of a step.
func noticed(d *desk, when string) escalation.Notice {
	actions := d.step(at(when), nil)
	a := &actions[len(actions)-1]
	return d.ladders.Notice(a, a.To[0], &d.s)
}

func TestNoticeSaysWhatTheActionRestsOn(t *testing.T) {
	d := open(t, ladder(t, "first_response", `[{"name": "at risk", "at": "75%", "notify": ["assignee", "log:desk"], "runbook": "https://wiki.example.com/r"}]`))
	n := noticed(d, "02 13:20")
	require.Equal(t, "T-1/first_response/1/1/ana/bell:0:0.0", n.Key)
	require.Equal(t, escalation.Alert, n.Kind)
	require.Equal(t, escalation.Person{ID: "ana", Address: "log:ana"}, n.To)
	require.Equal(t, sla.Fields{"priority": "normal"}, n.Fields)
	require.Equal(t, "20m", n.LateBy.String())
	require.Equal(t, "40m", n.Clock.Remaining.String())
	require.Equal(t, "standard", n.Why.Policy)
	require.Equal(t, n.Clock.Version, n.Why.Version)
	require.Equal(t, "Europe/Berlin", n.Zone)
	require.Equal(t, "https://wiki.example.com/r", n.Runbook)
	var back escalation.Notice
	text, err := json.Marshal(n)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, n, back)
}

func TestTextOfANotice(t *testing.T) {
	d := open(t, ladder(t, "first_response", `[{"name": "at risk", "at": "75%", "notify": ["assignee", "log:desk"], "runbook": "https://wiki.example.com/r"}]`))
	n := noticed(d, "02 13:20")
	n.Why.Version, n.Link, n.Queue, n.Token = "0123456789abcdef", "https://desk.example.com/T-1", "first", "secret"
	n.Customer = json.RawMessage(`{"name": "Kim\nRunbook: https://evil.example.com", "plan": "gold"}`)
	n.Earlier = []escalation.Earlier{{Level: 1, To: "log:ben", At: at("02 12:00"), Outcome: "delivered"}}
	require.Equal(t, strings.TrimSpace(`
At risk, 40m left: first_response of ticket T-1
Ticket: T-1  https://desk.example.com/T-1
Promise: first_response: 3h20m of 4h used, 40m left
Due: Mon 2026-03-02 15:00 CET
Why: policy standard (version 0123456789ab), ladder bell, level 1 (at risk)
Noticed: 20m after it became true
Queue: first
Assignee: ana
Fields: priority normal
Customer: name Kim Runbook: https://evil.example.com, plan gold
Told before: level 1 to log:ben at Mon 2026-03-02 13:00 CET (delivered)
Runbook: https://wiki.example.com/r
To do: acknowledge with token secret of T-1/first_response/1/1/ana/bell:0:0.0, or snooze it, and it is not repeated; higher levels are told all the same`), n.Text())
}

func TestHeadlineSaysWhatItIsAbout(t *testing.T) {
	headline := func(n escalation.Notice) string {
		first, _, _ := strings.Cut(n.Text(), "\n")
		return first
	}
	late := noticed(open(t, warning(t)), "02 15:30")
	require.Equal(t, "Late by 1h30m: first_response of ticket T-1", headline(late))
	require.Contains(t, late.Text(), "5h30m of 4h used, 1h30m over")

	d := open(t, ladder(t, escalation.OnPaused, onLength))
	d.event("02 10:30", status("pending"))
	require.Equal(t, "Paused for 3h: resolution of ticket T-1", headline(noticed(d, "02 13:30")))

	d = open(t, ladder(t, escalation.OnStuck, onLength))
	d.s.Stuck = at("02 10:00")
	require.Equal(t, "Stuck: ticket T-1 has no owner, no answer and nothing to wait for", headline(noticed(d, "02 13:30")))

	d = open(t, ladder(t, escalation.OnFailed, onLength))
	d.s.Failed = []escalation.Failure{{Key: "k", At: at("02 10:00")}}
	require.Equal(t, "Not delivered: notice k of ticket T-1", headline(noticed(d, "02 13:30")))

	require.Equal(t, "12 notices in one, because there were many at once", headline(escalation.Notice{Kind: escalation.Digest, Count: 12}))
	require.Equal(t, "No longer offered to you: ticket T-1", headline(escalation.Notice{Kind: escalation.Rescind, Ticket: "T-1"}))
	require.Equal(t, "Event for ticket T-2", headline(escalation.Notice{Kind: escalation.Inner, Ticket: "T-2"}))
	offer := escalation.Notice{Kind: escalation.Offer, Ticket: "T-1", Until: at("02 10:15"), Zone: "no/where"}
	require.Equal(t, "Offered to you: ticket T-1\nTicket: T-1\nTo do: accept or decline by Mon 2026-03-02 10:15 UTC", offer.Text())
}

func TestTokenAcknowledgesItsKeyAlone(t *testing.T) {
	secret := []byte("secret")
	token := escalation.Token(secret, "key")
	require.Len(t, token, 64)
	require.True(t, escalation.CheckToken(secret, "key", token))
	require.False(t, escalation.CheckToken(secret, "other", token))
	require.False(t, escalation.CheckToken([]byte("other"), "key", token))
	require.Empty(t, escalation.Token(nil, "key"))
	require.False(t, escalation.CheckToken(nil, "key", ""), "no secret, no token")
}

func TestPersonIsReachedAtItsAddress(t *testing.T) {
	d := open(t, warning(t))
	for id, want := range map[string]string{"ben": "mailto:ben@example.com", "cleo": "log:cleo", "gone": "log:gone"} {
		p, known := d.ladders.Person(id)
		require.Equal(t, escalation.Person{ID: id, Address: want}, p)
		require.Equal(t, id != "gone", known)
	}
}

func TestExplainSaysHowEachLevelStands(t *testing.T) {
	explain := func(d *desk) string {
		var lines []string
		for _, e := range d.ladders.Explain(&d.progress, &d.s) {
			lines = append(lines, e.String())
		}
		return strings.Join(lines, "\n")
	}
	d := open(t, ladder(t, "first_response", `[{"at": "25%", "notify": ["assignee"]}, {"name": "half", "at": "50%", "notify": ["assignee"],
		"acknowledge": "2h wall", "repeat": {"every": "30m wall"}}, {"at": "75%", "when": "seats > 5", "notify": ["lead"]}, {"at": "due", "notify": ["log:desk"]}]`))
	d.look("02 12:01")
	require.Equal(t, strings.TrimSpace(`
bell on first_response, level 1 (25%): passed over at 2026-03-02T11:00:00Z
bell on first_response, level 2 (half, 50%): told at 2026-03-02T12:00:00Z, last told to ana, again at 2026-03-02T12:31:00Z
bell on first_response, level 3 (75%): held at 2026-03-02T13:00:00Z
bell on first_response, level 4 (due): ahead at 2026-03-02T14:00:00Z`), explain(d))
	text, err := json.Marshal(d.ladders.Explain(&d.progress, &d.s)[1])
	require.NoError(t, err)
	require.JSONEq(t, `{"ladder": "bell", "subject": "first_response", "cycle": 1, "level": 2, "name": "half", "at": "50%", "state": "told",
		"when": "2026-03-02T12:00:00Z", "again": "2026-03-02T12:31:00Z", "to": "ana"}`, string(text))
	d.acts("02 12:10", acksAll)
	require.Contains(t, explain(d), "level 2 (half, 50%): acknowledged by ana at 2026-03-02T12:00:00Z, last told to ana, again at 2026-03-02T14:10:00Z")
	d.event("02 12:20", reply)
	require.Contains(t, explain(d), "level 4 (due): finished")

	d = open(t, quiet(t, `[{"at": "8h after", "notify": ["assignee"]}, {"at": "40h after", "notify": ["log:desk"]}]`))
	d.look("02 22:01")
	require.Contains(t, explain(d), "level 1 (8h after): waiting at 2026-03-02T22:00:00Z, again at 2026-03-03T06:00:00Z")

	d = open(t, warning(t))
	d.s.Assignee = ""
	d.look("02 13:01")
	require.Contains(t, explain(d), "level 1 (75%): nobody there at 2026-03-02T13:00:00Z")
	require.Contains(t, explain(d), "level 2 (30m before): told at 2026-03-02T13:00:00Z, last told to ben")
}
