package riverdesk_test

import (
	"context"
	"log"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/examples/river/riverdesk"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// A host keeps its own row, the desk's change and the jobs of its notices in one transaction.
func ExampleStore_Bind() {
	var ctx context.Context // of the program
	var pool *pgxpool.Pool  // the host's
	var rules *pack.Pack    // read by pack.Read
	var event desk.Event    // what has happened to a ticket

	d, err := riverdesk.New(ctx, riverdesk.Config{Pool: pool, Desk: desk.Config{
		Pack: rules, Now: time.Now, After: time.After,
		Notifiers: map[string]escalation.Notifier{"log": &outbox.Log{Logger: slog.Default()}},
	}})
	if err != nil {
		log.Fatal(err)
	}
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE tickets SET status = 'open' WHERE id = $1`, event.Ticket); err != nil {
			return err
		}
		_, err := d.Bind(d.Store().Bind(tx)).Handle(ctx, event)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
}
