package sqlstore

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// riderOf returns a rider with a change of a ticket that puts deliveries.
func riderOf(ticket string, keys ...string) *rider {
	d := &draft{Change: desk.Change{Case: desk.Case{Ticket: ticket}}}
	for _, key := range keys {
		d.Ops = append(d.Ops, outbox.Op{Kind: outbox.Put, Key: key})
	}
	return &rider{draft: d, told: make(chan word, 1)}
}

func TestThoseWhoWaitGoTogetherUnlessTheyWantTheSameRow(t *testing.T) {
	var f ferry
	first, same, other, key, last := riderOf("T-1", "k1"), riderOf("T-1"), riderOf("T-2"), riderOf("T-3", "k1"), riderOf("T-4")
	require.True(t, f.board(first))
	for _, r := range []*rider{same, other, key, last} {
		require.False(t, f.board(r))
	}
	require.Equal(t, []*rider{first, other, last}, f.load(first))
	f.next()
	require.Equal(t, steer, <-same.told)
	require.Equal(t, []*rider{same, key}, f.load(same))
	f.next()
	require.True(t, f.board(first), "nobody steers when nobody waits")
}

func TestWhoGivesUpIsForgottenOrSteersFirst(t *testing.T) {
	var f ferry
	first, second, third := riderOf("T-1"), riderOf("T-2"), riderOf("T-3")
	require.True(t, f.board(first))
	require.False(t, f.board(second))
	require.False(t, f.board(third))
	_, told := f.leave(second)
	require.False(t, told)
	f.next()
	w, told := f.leave(third) // it was given the helm just before
	require.True(t, told)
	require.Equal(t, steer, w)
	f.next()
	require.True(t, f.board(second))
}
