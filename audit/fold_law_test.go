package audit_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/audit"
)

// Completeness: the fold of the records that a writer leaves is the state that it holds, whatever was refused on the way.
func TestLawFoldIsTheState(t *testing.T) {
	fields := rapid.SampledFrom([]string{"status", "priority", "assignee", "tags"})
	rapid.Check(t, func(t *rapid.T) {
		state, fold := map[string]audit.Value{}, audit.Fold{}
		for range rapid.IntRange(0, 20).Draw(t, "records") {
			r := audit.Record{Outcome: rapid.SampledFrom(outcomes).Draw(t, "outcome")}
			next := maps.Clone(state)
			for range rapid.IntRange(0, 4).Draw(t, "changes") {
				field, after := fields.Draw(t, "field"), values.Draw(t, "after")
				r.Changes = append(r.Changes, audit.Change{Field: field, Before: next[field], After: after})
				if next[field] = after; after.Equal(audit.None) {
					delete(next, field)
				}
			}
			if r.Outcome != audit.Refused && r.Outcome != audit.Noop {
				state = next
			}
			require.NoError(t, fold.Apply(&r))
			require.Equal(t, state, map[string]audit.Value(fold))
		}
	})
}

// Honesty: a record of which one Before is not what the trail holds is refused, and nothing of it is taken.
func TestLawWrongBeforeIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfNDistinct(changes, 1, 4, func(c audit.Change) string { return c.Field }).Draw(t, "changes")
		fold := audit.Fold{}
		for _, c := range all {
			if !c.Before.Equal(audit.None) {
				fold[c.Field] = c.Before
			}
		}
		held := maps.Clone(fold)
		wrong := &all[rapid.IntRange(0, len(all)-1).Draw(t, "wrong")]
		wrong.Before = values.Filter(func(v audit.Value) bool { return !v.Equal(wrong.Before) }).Draw(t, "before")
		err := fold.Apply(&audit.Record{Entity: "ticket/7", Seq: 12, Outcome: audit.Applied, Changes: all})
		require.ErrorContains(t, err, "ticket/7: record 12: "+wrong.Field+": ")
		require.Equal(t, held, fold)
	})
}
