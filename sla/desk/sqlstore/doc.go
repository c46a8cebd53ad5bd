// Package sqlstore keeps a desk in the host's own SQL database, on database/sql alone: the host brings the driver.
//
//	desk.Change ── Update ──▶ one transaction: case, records, deliveries, loads
//	                 │
//	                 ├── Store: begins and commits its own
//	                 └── Bound: takes part in the host's, which commits both or neither
//
// The nouns:
//
//   - A [Store] is a desk's tables in one database. It offers every power that a desk and an outbox know.
//   - A [Dialect] is what one database writes in its own way.
//   - The prefix begins the name of each table, so that they stand beside the host's; on PostgreSQL a schema may do that.
//   - A [Bound] store is the same tables inside a transaction of the host.
//
// A case is one row, its document beside the columns that SQL can read: seq, wake, due, open, paused, status, assignee,
// queue, and aside for why it was set aside. Instants are whole nanoseconds since 1970-01-01T00:00:00Z, and NULL for none. A
// record is one row with its sealed bytes. A delivery is one row, its message written once.
//
// On PostgreSQL the document of a long case is one that was present once, and a patch beside it makes the present one: SQL reads
// the columns, [Store.Load] and [Store.Cases] the case.
//
// A case that cannot be read, or for which the step fails, is set aside with the reason, and a delivery that cannot be read
// becomes a dead letter: neither stops its neighbours.
//
// The cases that a process wrote last it keeps decoded; which one is the present one is always read from the row, in the
// transaction. Memory is all that this costs, and [Config] bounds it.
//
// # PostgreSQL
//
// From version 15 on, by any driver of database/sql, in a database of UTF8. [New] checks that, that the server can be written
// to, and that transactions are read committed unless they say otherwise. A data source is
//
//	github.com/jackc/pgx/v5/stdlib  postgres://desk@db.example.com/desk
//	github.com/lib/pq               postgres://desk@db.example.com/desk
//
// Statements are prepared once for each connection: a pooler in between must know prepared statements. Each worker needs two
// connections, one that sweeps and one that delivers; each event at work needs one more. Give the pool as many idle
// connections as it may open (SetMaxIdleConns), else they come and go. Hosts that use pgx by itself bind their pgx.Tx by the
// module pgxtx beside this package.
//
// The clock of the database decides what is due, for a sweep and for a claim: a worker whose clock is fast is never early, and
// one whose clock is slow leaves the work to others. Rows are locked, not tables; workers take different due cases without
// waiting, and always lock in the same order. What loses a race all the same is begun again a few times; then the error is
// ErrConflict, and nothing was written. A transaction of the host to which a store is bound may have any isolation: after an
// error of the database the host rolls back and begins again.
//
// A commit waits for the disk. With synchronous_commit off a crash of the server can take back what was acknowledged last, and
// notices that went are sent again.
//
// Each change writes the row of its case anew, and the old versions stay until autovacuum has taken them away: leave it on, and let
// autovacuum_naptime be a minute or less. While a transaction stays open for long, anywhere in the database, it can take none:
// looks at what is due begin where the last ones found something, so that they stay quick (see Config.Recheck), but tables
// grow. Records and settled deliveries are kept for good. How long is the host's to say: deliveries that are not pending may be
// deleted when no replay is wanted any more, and records in partitions of the host's own making.
//
// # SQLite
//
// The file must be in WAL mode and each connection must wait for a lock: [New] checks both. There is one writer at a time: a
// transaction takes the lock with its first statement, so that it never meets a change that was made under it. With the
// usual drivers a data source is
//
//	modernc.org/sqlite            file:desk.db?_pragma=journal_mode(wal)&_pragma=busy_timeout(10000)&_txlock=immediate
//	github.com/mattn/go-sqlite3   file:desk.db?_journal_mode=wal&_busy_timeout=10000&_txlock=immediate
//	github.com/ncruces/go-sqlite3 file:desk.db?_pragma=journal_mode(wal)&_pragma=busy_timeout(10000)&_txlock=immediate
//
// _txlock is for transactions of the host's own to which a store is bound, so that they may read before they write. Leave
// synchronous at full: with normal a cut of power can take back the last changes, though never a part of one.
//
// What this package does not do: it opens no database, decides nothing, and never changes a record that was written.
package sqlstore
