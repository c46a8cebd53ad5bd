package audit_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/audit"
)

// Round trip: what is sealed opens as the record it was, and to the same bytes again.
func TestLawOpenIsTheInverseOfSeal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := audit.Head{Seq: rapid.Uint64Range(0, maxInt-1).Draw(t, "seq")}
		if head.Seq > 0 {
			head.Hash[rapid.IntRange(0, 31).Draw(t, "at")] = rapid.ByteRange(1, 255).Draw(t, "hash")
		}
		r := records.Draw(t, "record")
		sealed, next, err := head.Seal(nil, &r)
		require.NoError(t, err)
		require.Equal(t, head.Seq+1, next.Seq)
		back, err := audit.Open(sealed)
		require.NoError(t, err, string(sealed))
		requireSame(t, r, back)
		again, same, err := head.Seal(nil, &back)
		require.NoError(t, err)
		require.Equal(t, string(sealed), string(again))
		require.Equal(t, next, same)
	})
}

// requireSame compares records. A list without entries may be nil.
func requireSame(t require.TestingT, want, got audit.Record) {
	require.Equal(t, len(want.Changes), len(got.Changes))
	for i, c := range want.Changes {
		require.Equal(t, c.Field, got.Changes[i].Field)
		require.True(t, c.Before.Equal(got.Changes[i].Before) && c.After.Equal(got.Changes[i].After), "changes[%d]", i)
	}
	require.Equal(t, len(want.Reason.Args), len(got.Reason.Args))
	for i, a := range want.Reason.Args {
		require.Equal(t, a.Name, got.Reason.Args[i].Name)
		require.True(t, a.Value.Equal(got.Reason.Args[i].Value), "reason.args[%d]", i)
	}
	want.Changes, got.Changes, want.Reason.Args, got.Reason.Args = nil, nil, nil, nil
	require.Equal(t, want, got)
}

// Canonical: the bytes are those of any encoder of RFC 8785, which sorts keys, leaves out space and escapes no more than it
// must. Go's own does so when it writes a map and no HTML.
func TestLawBytesAreCanonicalJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := records.Draw(t, "record")
		sealed, _, err := audit.Head{}.Seal(nil, &r)
		require.NoError(t, err)
		var parts map[string]any
		read := json.NewDecoder(bytes.NewReader(sealed))
		read.UseNumber()
		require.NoError(t, read.Decode(&parts))
		var b bytes.Buffer
		write := json.NewEncoder(&b)
		write.SetEscapeHTML(false)
		require.NoError(t, write.Encode(parts))
		// Go alone escapes these two, for the sake of JavaScript.
		want := bytes.ReplaceAll(bytes.TrimSpace(b.Bytes()), []byte(`\u2028`), []byte("\u2028"))
		require.Equal(t, string(want), string(sealed))
	})
}

// One form: bytes that differ from a sealed record by a cut, or by something put in, are no record or another one, in whose
// form they are.
func TestLawEveryRecordHasOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := records.Draw(t, "record")
		sealed, _, err := audit.Head{}.Seal(nil, &r)
		require.NoError(t, err)
		with := rapid.SampledFrom([]string{
			"", " ", "\\", "/", "u", `\u0061`, `\n`, "0", "-0", ".0", "e0", "+", "A", ",", "\n", `"x":1,`, "[]", "{}", "null", "\xff", "\x00",
		}).Draw(t, "with")
		cut := rapid.IntRange(0, 2).Draw(t, "cut")
		for at := range len(sealed) - cut {
			other := slices.Concat(sealed[:at], []byte(with), sealed[at+cut:])
			back, err := audit.Open(other)
			if err != nil {
				continue
			}
			again, err := back.MarshalJSON()
			require.NoError(t, err)
			require.Equal(t, string(other), string(again))
		}
	})
}
