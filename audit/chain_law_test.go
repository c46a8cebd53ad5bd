package audit_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/audit"
)

// Chain: a trail that was sealed record by record verifies, whole and from each of its heads on.
func TestLawSealedTrailsVerify(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(records, 0, 5).Draw(t, "records")
		for i := range all {
			all[i].Entity = "ticket/7"
		}
		sealed, heads := sealAll(t, all)
		end := heads[len(all)]
		got, err := audit.Verify("ticket/7", trail(sealed))
		require.NoError(t, err)
		require.Equal(t, end, got)
		for i, head := range heads {
			got, err := audit.VerifyFrom(head, "ticket/7", trail(sealed[i:]))
			require.NoError(t, err)
			require.Equal(t, end, got)
		}
	})
}
