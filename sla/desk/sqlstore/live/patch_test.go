package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
)

// TestChangesAreWrittenAsPatches: a change of a long document writes its patch; one of nearly all of it writes it whole. Both are
// read by another process as they were written.
func TestChangesAreWrittenAsPatches(t *testing.T) {
	ctx := context.Background()
	s, db := onPostgreSQL.fresh(t)
	for i, c := range []struct {
		lead    string
		patched bool
	}{{"first", false}, {"second", true}, {distinct(5000), false}, {"third", true}, {"fourth", true}} {
		require.NoError(t, s.Update(ctx, "T-1", making(lead(c.lead))))
		require.Equal(t, []string{fmt.Sprint(c.patched)}, rowsOf(t, db, `SELECT patch IS NOT NULL FROM bellhop_cases`), i)
		other := onPostgreSQL.store(t, sqlstore.Config{DB: db})
		require.Equal(t, c.lead, leadOf(t, other, "T-1"))
		list, err := other.Cases(ctx, "", 10)
		require.NoError(t, err)
		require.Equal(t, c.lead, list[0].Lead)
		mine, err := s.Load(ctx, "T-1")
		require.NoError(t, err)
		require.Equal(t, written(t, mine), written(t, list[0]))
	}
}

// written returns a case as it is written.
func written(t *testing.T, c desk.Case) string {
	t.Helper()
	document, err := json.Marshal(&c)
	require.NoError(t, err)
	return string(document)
}

// distinct returns a text in which nothing is twice.
func distinct(long int) string {
	var b strings.Builder
	for i := 0; b.Len() < long; i++ {
		fmt.Fprintf(&b, "%x,", 7919*i*i)
	}
	return b.String()
}

// TestRowsOfEarlierProgramsAreTakenOver: rows that were written before there were patches are read, changed and swept.
func TestRowsOfEarlierProgramsAreTakenOver(t *testing.T) {
	ctx := context.Background()
	s, db := onPostgreSQL.fresh(t)
	for i := range 3 {
		require.NoError(t, s.Update(ctx, fmt.Sprint("T-", i), making(wake(noon), lead("old"))))
	}
	_, err := db.Exec(`UPDATE bellhop_cases SET sum = 0, was = 0`) // as the migration leaves them
	require.NoError(t, err)
	other := onPostgreSQL.store(t, sqlstore.Config{DB: db})
	require.Equal(t, "old", leadOf(t, other, "T-0"))
	require.NoError(t, other.Update(ctx, "T-0", making(lead("new"))))
	require.Equal(t, "new", leadOf(t, s, "T-0"))
	n, err := s.Sweep(ctx, noon, 10, waking(wake(0), lead("swept")))
	require.NoError(t, err)
	require.Equal(t, 3, n)
	require.Equal(t, "swept", leadOf(t, other, "T-2"))
}

// TestPatchOfAnotherDocumentIsSetAside: a row whose patch does not belong to its document is not taken for a case.
func TestPatchOfAnotherDocumentIsSetAside(t *testing.T) {
	ctx := context.Background()
	s, db := onPostgreSQL.fresh(t)
	for range 2 {
		require.NoError(t, s.Update(ctx, "T-1", making(wake(noon), lead("patched"))))
	}
	_, err := db.Exec(`UPDATE bellhop_cases SET document = replace(document, '343', '344')`)
	require.NoError(t, err)
	_, err = onPostgreSQL.store(t, sqlstore.Config{DB: db}).Sweep(ctx, noon, 10, waking(wake(0)))
	require.EqualError(t, err, `ticket "T-1": its document cannot be read: its patch is that of another`)
}

// TestEarlierProgramsWriteNoPatchedRows: a program that knows nothing of patches is refused, lest it take a whole document for the
// present one.
func TestEarlierProgramsWriteNoPatchedRows(t *testing.T) {
	s, db := onPostgreSQL.fresh(t)
	require.NoError(t, s.Update(context.Background(), "T-1", making()))
	_, err := db.Exec(`INSERT INTO bellhop_cases (ticket, version, seq, hash, open, paused, status, assignee, queue, offered, document)
		SELECT ticket, version + 1, seq, hash, open, paused, status, assignee, queue, offered, document FROM bellhop_cases
		ON CONFLICT (ticket) DO UPDATE SET version = excluded.version`)
	require.ErrorContains(t, err, `null value in column "sum"`)
}
