package audit_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
)

// least is the record that says the least a record may say.
func least() audit.Record {
	at := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	return audit.Record{
		Entity: "t", Action: "a", Outcome: audit.Noop, Actor: audit.Actor{Kind: audit.System}, At: at, Recorded: at,
	}
}

const leastSealed = `{"action":"a","actor":{"kind":"system"},"at":"2026-11-24T02:00:00Z","entity":"t","outcome":"noop",` +
	`"recorded":"2026-11-24T02:00:00Z","seq":1}`

// TestSealedForm: a whole record as it is stored.
func TestSealedForm(t *testing.T) {
	bare := least()
	sealed, head, err := audit.Head{}.Seal([]byte("> "), &bare)
	require.NoError(t, err)
	require.Equal(t, "> "+leastSealed, string(sealed))

	r := fired()
	r.At = r.At.In(time.FixedZone("east", 3600))
	sealed, _, err = head.Seal(nil, &r)
	require.NoError(t, err)
	require.Equal(t, `{"action":"escalation.fired","actor":{"id":"resolution","kind":"rule"},"at":"2026-11-24T02:00:00Z",`+
		`"changes":[{"after":"urgent","before":"high","field":"priority"},{"after":["bo","cy"],"field":"watchers"}],`+
		`"context":{"channel":"mail","queue":"network","region":"emea","tier":"gold","type":"incident"},"entity":"ticket/4711",`+
		`"on_behalf":{"id":"ana","kind":"user"},"outcome":"applied","policy":"gold","prev":"`+head.Hash.String()+`",`+
		`"reason":{"args":[{"name":"clock","value":"resolution"},{"name":"level","value":2}],"template":"escalation.fired"},`+
		`"recorded":"2026-11-24T02:00:01.25Z","release":"2026-11-23.1","rule":"resolution/75%","seq":2,`+
		`"trace":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","trigger":"evt-8812","version":"9f86d081884c7d65"}`,
		string(sealed))
}

// TestSealNamesEveryFault: a record that cannot be written is refused with all that is wrong, and nothing is written.
func TestSealNamesEveryFault(t *testing.T) {
	bad := "\xff"
	r := audit.Record{
		Action: "Sla.Paused", Outcome: "done", Actor: audit.Actor{ID: "ana", Kind: "robot"}, OnBehalf: audit.Actor{ID: bad},
		At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), Trace: bad,
		Changes: []audit.Change{{Field: "a"}, {Before: audit.Int(1 << 53), After: audit.List([]string{"a", bad})}},
		Reason:  audit.Reason{Args: []audit.Arg{{Name: "a"}, {Value: audit.Text(bad)}}},
		Context: audit.Context{Tier: bad},
	}
	head := audit.Head{Seq: maxInt}
	dst, same, err := head.Seal([]byte("dst"), &r)
	require.Equal(t, "dst", string(dst))
	require.Equal(t, head, same)
	require.Equal(t, []string{
		`actor.kind: "robot" is none of [user service rule timer system migration]`,
		`at: is not set within the years 1 to 9999`,
		`changes[1].after: "\xff" is not valid UTF-8`,
		`changes[1].before: 9007199254740992 lies outside -(2^53-1) to 2^53-1`,
		`changes[1].field: is missing`,
		`context.tier: "\xff" is not valid UTF-8`,
		`on_behalf.id: "\xff" is not valid UTF-8`,
		`on_behalf.kind: "" is none of [user service rule timer system migration]`,
		`reason.args[1].name: is missing`,
		`reason.args[1].value: "\xff" is not valid UTF-8`,
		`reason.template: is missing`,
		`recorded: is not set within the years 1 to 9999`,
		`seq: 9007199254740992 lies outside 1 to 2^53-1`,
		`trace: "\xff" is not valid UTF-8`,
		`action: "Sla.Paused" is not lower-case words joined by dots, such as sla.clock.paused`,
		`entity: is missing`,
		`outcome: "done" is none of [applied noop refused suppressed failed]`,
		`prev: is due in every record but the first`,
	}, strings.Split(err.Error(), "\n"))
	_, _, err = audit.Head{}.Seal(nil, &audit.Record{})
	require.ErrorContains(t, err, "actor: is missing")
}

// TestActionsAreWordsJoinedByDots: words of a-z, 0-9 and _ that begin with a letter.
func TestActionsAreWordsJoinedByDots(t *testing.T) {
	for action, ok := range map[string]bool{
		"a": true, "sla.clock.paused": true, "escalation.act_ignored": true, "route.v2": true,
		"": false, ".": false, "a.": false, ".a": false, "a..b": false, "a.2": false, "_a": false, "A": false, "a b": false, "ä": false,
	} {
		r := least()
		r.Action = action
		_, _, err := audit.Head{}.Seal(nil, &r)
		require.Equal(t, ok, err == nil, action)
	}
}

// foreign are bytes that are no sealed record, and why.
var foreign = []struct{ bytes, why string }{
	{``, `byte 0: '{' is due`},
	{`{`, `byte 1: '}' is due`},
	{`null`, `byte 0: '{' is due`},
	{leastSealed + "\n", `the end is due`},
	{in(`{"action"`, `{ "action"`), `byte 1: '}' is due`},
	{in(`"a"`, `"\u0061"`), `byte 10: the canonical form of a part is due`},
	{in(`"a"`, `"a/\/"`), `the canonical form of a part is due`},
	{in(`"a"`, `"a\u000A"`), `the canonical form of a part is due`},
	{in(`"a"`, `"\ud800"`), `the canonical form of a part is due`},
	{in(`"a"`, "\"\n\""), `the canonical form of a part is due`},
	{in(`"a"`, "\"\xff\""), `action: "\xff" is not`},
	{in(`"a"`, `"a`), `'}' is due`},
	{in(`"a"`, `"a\`), `is due`},
	{in(`"a"`, `""`), `no empty part is due`},
	{in(`"a"`, `"A"`), `action: "A" is not lower-case words`},
	{in(`{"kind":"system"}`, `{}`), `no empty part is due`},
	{in(`"system"`, `"robot"`), `actor.kind: "robot" is none of`},
	{in(`02:00:00Z"`, `02:00:00.0Z"`), `the canonical form of a part is due`},
	{in(`02:00:00Z"`, `02:00:00+00:00"`), `the canonical form of a part is due`},
	{in(`02:00:00Z"`, `25:00:00Z"`), `the canonical form of a part is due`},
	{in(`2026-11-24T02`, `0001-01-01T00`), `at: is not set within`},
	{in(`"entity"`, `"changes":[],"entity"`), `no empty part is due`},
	{in(`"entity"`, `"changes":[{"field":"a"}}],"entity"`), `',' is due`},
	{in(`"entity"`, `"changes":[{"after":1.5,"field":"a"}],"entity"`), `'}' is due`},
	{in(`"entity"`, `"changes":[{"after":-0,"field":"a"}],"entity"`), `the canonical form of a part is due`},
	{in(`"entity"`, `"changes":[{"after":01,"field":"a"}],"entity"`), `the canonical form of a part is due`},
	{in(`"entity"`, `"changes":[{"after":9007199254740992,"field":"a"}],"entity"`), `changes[0].after: 9007199254740992 lies outside`},
	{in(`"entity"`, `"changes":[{"after":null,"field":"a"}],"entity"`), `a text, a whole number, true, false or a list of texts is due`},
	{in(`"entity"`, `"changes":[{"after":tru,"field":"a"}],"entity"`), `true or false is due`},
	{in(`"entity"`, `"changes":[{"after":["a",],"field":"a"}],"entity"`), `'"' is due`},
	{in(`"entity"`, `"context":{},"entity"`), `no empty part is due`},
	{in(`"recorded"`, `"prev":"`+strings.Repeat("0", 64)+`","recorded"`), `no empty part is due`},
	{in(`"recorded"`, `"prev":"`+strings.Repeat("A", 64)+`","recorded"`), `the canonical form of a part is due`},
	{in(`"recorded"`, `"prev":"`+strings.Repeat("a", 64)+`","recorded"`), `prev: is due in every record but the first`},
	{in(`"recorded"`, `"reason":{"args":[{"name":"a"}]},"recorded"`), `reason.template: is missing`},
	{in(`"recorded"`, `"reason":{"args":[],"template":"a"},"recorded"`), `no empty part is due`},
	{in(`,"seq":1`, ``), `seq: is missing`},
	{in(`,"seq"`, `"seq"`), `'}' is due`},
	{in(`{"action"`, `{,"action"`), `'}' is due`},
	{in(`"seq":1`, `"seq":-1`), `seq: 18446744073709551615 lies outside`},
	{in(`"seq":1`, `"seq":1,"seq":1`), `'}' is due`},
	{in(`"seq":1`, `"seq":1,"zone":"a"`), `'}' is due`},
}

// in returns the bytes of the least record with one part replaced.
func in(part, by string) string { return strings.Replace(leastSealed, part, by, 1) }

// TestOpenRefusesWhatIsNotCanonical: each with the byte where the form ends or the field that is wrong.
func TestOpenRefusesWhatIsNotCanonical(t *testing.T) {
	_, err := audit.Open([]byte(leastSealed))
	require.NoError(t, err)
	for _, c := range foreign {
		r, err := audit.Open([]byte(c.bytes))
		require.ErrorContains(t, err, c.why, c.bytes)
		require.Equal(t, audit.Record{}, r)
	}
}

// TestJSONIsTheSealedForm: a record marshals to its canonical bytes and is read from nothing else.
func TestJSONIsTheSealedForm(t *testing.T) {
	r := fired()
	sealed, _, err := audit.Head{}.Seal(nil, &r)
	require.NoError(t, err)
	data, err := json.Marshal(r)
	require.NoError(t, err)
	require.Equal(t, string(sealed), string(data))
	var back audit.Record
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, r, back)
	require.Error(t, json.Unmarshal([]byte(`{"action": "a"}`), &back))
	_, err = json.Marshal(audit.Record{})
	require.ErrorContains(t, err, "seq: 0 lies outside 1 to 2^53-1")
}
