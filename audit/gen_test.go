package audit_test

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/audit"
)

const maxInt = 1<<53 - 1

var (
	kinds    = []audit.ActorKind{audit.User, audit.Service, audit.Rule, audit.Timer, audit.System, audit.Migration}
	outcomes = []audit.Outcome{audit.Applied, audit.Noop, audit.Refused, audit.Suppressed, audit.Failed}

	// texts are of letters that have an escape, that need more than a byte, and that JSON could write in more than one way.
	texts   = rapid.StringOfN(rapid.RuneFrom([]rune("az <>&/'\"\\\b\t\n\f\r\x00\x1f\x7fäß\u2028\ufffd\U0001F514")), 0, 6, -1)
	filled  = rapid.StringOfN(rapid.RuneFrom([]rune("az09-/\"\nä")), 1, 6, -1)
	actions = rapid.StringMatching(`[a-z][a-z0-9_]{0,5}(\.[a-z][a-z0-9_]{0,5}){0,3}`)
	numbers = rapid.OneOf(rapid.Int64Range(-maxInt, maxInt), rapid.SampledFrom([]int64{0, 1, -1, maxInt, -maxInt}))
	values  = rapid.OneOf(
		rapid.Just(audit.None),
		rapid.Map(texts, audit.Text),
		rapid.Map(numbers, audit.Int),
		rapid.Map(rapid.Bool(), audit.Flag),
		rapid.Map(rapid.SliceOfN(texts, 0, 3), audit.List),
	)
	instants = rapid.Custom(func(t *rapid.T) time.Time {
		first, last := time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
		sec := rapid.Int64Range(first.Unix(), last.Unix()).Draw(t, "seconds")
		return time.Unix(sec, rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds")).UTC()
	})
	actors = rapid.Custom(func(t *rapid.T) audit.Actor {
		return audit.Actor{ID: texts.Draw(t, "id"), Kind: rapid.SampledFrom(kinds).Draw(t, "kind")}
	})
	changes = rapid.Custom(func(t *rapid.T) audit.Change {
		return audit.Change{Field: filled.Draw(t, "field"), Before: values.Draw(t, "before"), After: values.Draw(t, "after")}
	})
	args = rapid.Custom(func(t *rapid.T) audit.Arg {
		return audit.Arg{Name: filled.Draw(t, "name"), Value: values.Draw(t, "value")}
	})
	records = rapid.Custom(func(t *rapid.T) audit.Record {
		text := func(label string) string { return texts.Draw(t, label) }
		r := audit.Record{
			Entity: filled.Draw(t, "entity"), Action: actions.Draw(t, "action"), Outcome: rapid.SampledFrom(outcomes).Draw(t, "outcome"),
			Actor: actors.Draw(t, "actor"), At: instants.Draw(t, "at"), Recorded: instants.Draw(t, "recorded"),
			Rule: text("rule"), Policy: text("policy"), Version: text("version"), Release: text("release"),
			Trigger: text("trigger"), Trace: text("trace"),
			Changes: listOf(t, changes, "changes"),
			Context: audit.Context{Type: text("type"), Tier: text("tier"), Region: text("region"), Channel: text("channel"), Queue: text("queue")},
		}
		if rapid.Bool().Draw(t, "on behalf") {
			r.OnBehalf = actors.Draw(t, "on behalf of")
		}
		if rapid.Bool().Draw(t, "reason") {
			r.Reason = audit.Reason{Template: filled.Draw(t, "template"), Args: listOf(t, args, "args")}
		}
		return r
	})
)

// listOf draws up to three entries, and nil for none.
func listOf[T any](t *rapid.T, of *rapid.Generator[T], label string) []T {
	return append([]T(nil), rapid.SliceOfN(of, 0, 3).Draw(t, label)...)
}

// sealAll seals records one after the other.
func sealAll(t rapid.TB, all []audit.Record) (sealed [][]byte, heads []audit.Head) {
	var head audit.Head
	heads = append(heads, head)
	for i := range all {
		b, next, err := head.Seal(nil, &all[i])
		if err != nil {
			t.Fatal(err)
		}
		head, sealed, heads = next, append(sealed, b), append(heads, next)
	}
	return sealed, heads
}

// trail is sealed records as Verify takes them.
func trail(sealed [][]byte) func(func([]byte) bool) { return slices.Values(sealed) }
