package audit_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
)

// FuzzOpen looks for bytes that panic, or that open as a record which is sealed as other bytes.
func FuzzOpen(f *testing.F) {
	r := fired()
	sealed, head, err := audit.Head{}.Seal(nil, &r)
	require.NoError(f, err)
	f.Add(sealed)
	r.Rule, r.Changes = "a\n\"\\\x01ä", []audit.Change{{Field: "n", Before: audit.Int(-maxInt), After: audit.Flag(true)}}
	sealed, _, err = head.Seal(nil, &r)
	require.NoError(f, err)
	f.Add(sealed)
	for _, c := range foreign {
		f.Add([]byte(c.bytes))
	}
	f.Fuzz(func(t *testing.T, sealed []byte) {
		r, err := audit.Open(sealed)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		again, _, err := audit.Head{Seq: r.Seq - 1, Hash: r.Prev}.Seal(nil, &r)
		require.NoError(t, err)
		require.Equal(t, string(sealed), string(again))
	})
}
