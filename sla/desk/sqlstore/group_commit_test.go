package sqlstore

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// memberOf returns a member with a change of a ticket that puts deliveries.
func memberOf(ticket string, keys ...string) *member {
	d := &draft{Change: desk.Change{Case: desk.Case{Ticket: ticket}}}
	for _, key := range keys {
		d.Ops = append(d.Ops, outbox.Op{Kind: outbox.Put, Key: key})
	}
	return &member{draft: d, told: make(chan word, 1)}
}

func TestThoseWhoWaitGoTogetherUnlessTheyWantTheSameRow(t *testing.T) {
	var g groupCommit
	first, same, other, key, last := memberOf("T-1", "k1"), memberOf("T-1"), memberOf("T-2"), memberOf("T-3", "k1"), memberOf("T-4")
	require.True(t, g.join(first))
	for _, r := range []*member{same, other, key, last} {
		require.False(t, g.join(r))
	}
	require.Equal(t, []*member{first, other, last}, g.form(first))
	g.pass()
	require.Equal(t, lead, <-same.told)
	require.Equal(t, []*member{same, key}, g.form(same))
	g.pass()
	require.True(t, g.join(first), "nobody leads when nobody waits")
}

func TestWhoGivesUpIsForgottenOrLeadsFirst(t *testing.T) {
	var g groupCommit
	first, second, third := memberOf("T-1"), memberOf("T-2"), memberOf("T-3")
	require.True(t, g.join(first))
	require.False(t, g.join(second))
	require.False(t, g.join(third))
	_, told := g.leave(second)
	require.False(t, told)
	g.pass()
	w, told := g.leave(third) // it was told to lead just before
	require.True(t, told)
	require.Equal(t, lead, w)
	g.pass()
	require.True(t, g.join(second))
}

func TestAPanicOfWhoLeadsHoldsNobodyUp(t *testing.T) {
	s := &Store{} // a store without a database panics
	first, second := memberOf("T-1"), memberOf("T-2")
	require.True(t, s.group.join(first))
	require.False(t, s.group.join(second))
	require.Panics(t, func() { _, _ = s.lead(t.Context(), first) })
	require.Len(t, second.told, 1)
	require.Equal(t, refused, <-second.told)
	require.True(t, s.group.join(second), "nobody leads any more")
}
