package live_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRowThatCannotBeReadIsSetAside(t *testing.T) {
	ctx := context.Background()
	for name, broken := range map[string]struct{ document, why string }{
		"cut off":      {`substr(document, 1, 20)`, `its document cannot be read: unexpected end of JSON input`},
		"later format": {`json_set(document, '$.format', 9)`, `its document has format 9; this program reads up to 1`},
		"another's":    {`json_set(document, '$.ticket', 'T-9')`, `its document is that of ticket "T-9"`},
	} {
		t.Run(name, func(t *testing.T) {
			s, db := fresh(t)
			for i := range 3 {
				require.NoError(t, s.Update(ctx, fmt.Sprint("T-", i), making(wake(noon))))
			}
			_, err := db.Exec(`CREATE TABLE good AS SELECT document FROM bellhop_cases WHERE ticket = 'T-0';
				UPDATE bellhop_cases SET version = version + 1, document = ` + broken.document + ` WHERE ticket = 'T-0'`)
			require.NoError(t, err)

			n, err := s.Sweep(ctx, noon, 10, waking(wake(0)))
			require.EqualError(t, err, `ticket "T-0": `+broken.why)
			require.Equal(t, 2, n)
			aside, err := s.Aside(ctx)
			require.NoError(t, err)
			require.Equal(t, map[string]string{"T-0": broken.why}, aside)
			require.EqualError(t, s.Update(ctx, "T-0", making()), `ticket "T-0": `+broken.why)
			cases, err := s.Cases(ctx, "", 10)
			require.ErrorContains(t, err, broken.why)
			require.Len(t, cases, 2)

			_, err = db.Exec(`UPDATE bellhop_cases SET document = (SELECT document FROM good) WHERE ticket = 'T-0'`)
			require.NoError(t, err)
			require.NoError(t, s.Readmit(ctx, "T-0"))
			n, err = s.Sweep(ctx, noon, 10, waking(wake(0)))
			require.NoError(t, err)
			require.Equal(t, 1, n)
		})
	}
}

// TestOneConnectionIsEnough: no call needs a second connection while it holds one.
func TestOneConnectionIsEnough(t *testing.T) {
	ctx := context.Background()
	s, db := fresh(t)
	db.SetMaxOpenConns(1)
	require.NoError(t, s.Update(ctx, "T-1", making(wake(noon), ops(put("k1", noon)), carry("ana", 1, 1))))
	n, err := s.Sweep(ctx, noon, 10, waking(wake(0)))
	require.NoError(t, err)
	require.Equal(t, 1, n)
	held, err := s.Claim(ctx, noon, 1, 10)
	require.NoError(t, err)
	require.Len(t, held, 1)
	tx, err := db.Begin()
	require.NoError(t, err)
	require.NoError(t, s.Bind(tx).Update(ctx, "T-1", making()))
	require.NoError(t, tx.Commit())
}
