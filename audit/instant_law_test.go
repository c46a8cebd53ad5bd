package audit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/audit"
)

// An instant is its text in RFC 3339, in every way that a value can be looked at.
func TestLawInstantIsItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := instants.Draw(t, "at")
		zone := time.FixedZone("", rapid.IntRange(-14*60, 14*60).Draw(t, "zone")*60)
		value, text := audit.Instant(at.In(zone)), audit.Text(at.Format(time.RFC3339Nano))
		require.True(t, value.Equal(text))
		require.True(t, text.Equal(value))
		require.False(t, value.Equal(audit.Instant(at.Add(1))))
		require.False(t, value.Equal(audit.Int(at.UnixNano())))
		require.Equal(t, text.String(), value.String())

		one := records.Draw(t, "record")
		other := one
		one.Changes = []audit.Change{{Field: "due", Before: value, After: value}}
		other.Changes = []audit.Change{{Field: "due", Before: text, After: text}}
		sealed, _ := sealAll(t, []audit.Record{one})
		want, _ := sealAll(t, []audit.Record{other})
		require.Equal(t, want, sealed)

		fold := audit.Fold{"due": text}
		require.NoError(t, fold.Apply(&audit.Record{Changes: one.Changes}))
		require.Equal(t, audit.Fold{"due": text}, fold)
	})
}
