package sqlstore

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// edited is a document with some pieces of it replaced, moved or left out.
func edited(t *rapid.T, base []byte) []byte {
	next := bytes.Clone(base)
	for range rapid.IntRange(0, 8).Draw(t, "edits") {
		from := rapid.IntRange(0, len(next)).Draw(t, "from")
		to := rapid.IntRange(from, min(len(next), from+40)).Draw(t, "to")
		put := rapid.SliceOfN(rapid.Byte(), 0, 30).Draw(t, "put")
		if rapid.Bool().Draw(t, "moved") {
			at := rapid.IntRange(0, len(base)).Draw(t, "at")
			put = base[at:min(len(base), at+50)]
		}
		next = bytes.Join([][]byte{next[:from], put, next[to:]}, nil)
	}
	return next
}

// TestLawPatchMakesTheDocument: whatever was changed, and however often the same stands in it, a patch makes the very document.
func TestLawPatchMakesTheDocument(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "base")
		if rapid.Bool().Draw(t, "of phrases") {
			phrases := [][]byte{[]byte(`{"key":"E-1/`), []byte(`","at":"2024-01-08T0`), []byte(`"},`), []byte("1"), []byte("2")}
			base = bytes.Join(rapid.SliceOfN(rapid.SampledFrom(phrases), 0, 40).Draw(t, "phrases"), nil)
		}
		next := edited(t, base)
		got, err := patched(base, diff(base, next))
		require.NoError(t, err)
		require.True(t, bytes.Equal(next, got))
	})
}

// TestPatchIsAsLongAsTheChange: what stays is not written again, also when it stands elsewhere, and in long documents.
func TestPatchIsAsLongAsTheChange(t *testing.T) {
	var base, next bytes.Buffer
	for i := range 6000 {
		fmt.Fprintf(&base, `{"number":%d}`, i*i)
		fmt.Fprintf(&next, `{"number":%d}`, i*i)
		if i%1000 == 0 {
			next.WriteString("an insert")
		}
	}
	patch := diff(base.Bytes(), next.Bytes())
	require.Less(t, len(patch), 6*(9+16)+16)
	got, err := patched(base.Bytes(), patch)
	require.NoError(t, err)
	require.True(t, bytes.Equal(next.Bytes(), got))
}

func FuzzPatched(f *testing.F) {
	f.Add([]byte("a document of some length"), diff([]byte("a document of some length"), []byte("a document of some other length")))
	f.Add([]byte("a"), []byte{0, 0, 255})
	f.Fuzz(func(t *testing.T, base, patch []byte) {
		if len(patch) > 1000 || len(base) > 1000 {
			return // a piece may be named once in three bytes
		}
		next, err := patched(base, patch)
		if err != nil {
			require.ErrorIs(t, err, errPatch)
			return
		}
		again, err := patched(base, diff(base, next))
		require.NoError(t, err)
		require.True(t, bytes.Equal(next, again))
	})
}

func BenchmarkPatch(b *testing.B) {
	base := bytes.Repeat([]byte(`{"key":"E-1/2","kind":"message","at":"2024-01-08T09:20:00Z","by":"agent"},`), 60)
	for i := range base {
		if i%37 == 0 {
			base[i] = byte('a' + i%23)
		}
	}
	next := bytes.Join([][]byte{base[:1000], []byte(`"2024-01-08T09:40:00Z"`), base[1022:], base[500:600]}, nil)
	b.SetBytes(int64(len(next)))
	for b.Loop() {
		diff(base, next)
	}
	b.ReportMetric(float64(len(diff(base, next))), "B/patch")
}
