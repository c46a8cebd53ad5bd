package sqlstore

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// empty is a transaction that notes what it is asked, in a database that holds nothing.
type empty struct {
	statements []string
	args       [][]any
}

func (e *empty) Exec(_ context.Context, statement string, args ...any) (int64, error) {
	e.statements, e.args = append(e.statements, statement), append(e.args, args)
	return 0, nil
}

func (e *empty) Query(_ context.Context, statement string, args ...any) (Rows, error) {
	e.statements, e.args = append(e.statements, statement), append(e.args, args)
	return noRows{}, nil
}

type noRows struct{}

func (noRows) Next() bool        { return false }
func (noRows) Scan(...any) error { return nil }
func (noRows) Err() error        { return nil }
func (noRows) Close() error      { return nil }

// bare returns a store without a database, to be bound.
func bare() *Store {
	s := &Store{dialect: PostgreSQL, wakes: newFloor(0), frees: newFloor(0)}
	for q := range s.text {
		s.text[q] = PostgreSQL.text(query(q), names{prefix: "bellhop_"})
	}
	return s
}

// opening makes the change of a case that gives the ticket to an agent and tells her.
func opening(c desk.Case) (desk.Change, error) {
	change := desk.Change{Case: c, Before: c.Head, Wake: true, Loads: []desk.Load{{Agent: "ana", By: 1, Room: 5}}}
	change.Case.State = sla.NewState(c.Ticket)
	change.Ops = []outbox.Op{{Kind: outbox.Put, Key: "k", Message: &outbox.Message{Notice: escalation.Notice{Key: "k"}}}}
	return change, nil
}

// A bound store locks what others lock too in the order in which they do: deliveries, then loads. Else two could wait for each
// other.
func TestBoundStoreLocksInTheOrderOfOthers(t *testing.T) {
	s, conn := bare(), &empty{}
	require.ErrorIs(t, s.BindConn(conn).Update(t.Context(), "T-1", opening), desk.ErrConflict)
	place := func(q query) int { return slices.Index(conn.statements, s.text[q]) }
	require.Zero(t, place(readCase))
	require.Less(t, place(readCase), place(readDeliveries))
	require.Less(t, place(readDeliveries), place(newLoads))
	require.Less(t, place(newLoads), place(readLoads))
	require.Less(t, place(readLoads), place(writeNew))
}

// Whatever a text holds, what the database is given is UTF-8 without zero bytes.
func TestTextsReachTheDatabaseLegible(t *testing.T) {
	s, conn := bare(), &empty{}
	on := host{s, conn}
	_, err := exec(t.Context(), on, setAside, "why\x00", "T\xff")
	require.NoError(t, err)
	_, err = each(t.Context(), on, readBucket, []any{"a\x00\xff"}, nil, nil)
	require.NoError(t, err)
	require.Equal(t, [][]any{{"why\uFFFD", "T\uFFFD"}, {"a\uFFFD\uFFFD"}}, conn.args)
}
