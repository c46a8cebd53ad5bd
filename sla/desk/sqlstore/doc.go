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
//   - The prefix begins the name of each table, so that they stand beside the host's.
//   - A [Bound] store is the same tables inside a transaction of the host.
//
// A case is one row, its document beside the columns that SQL can read: seq, wake, due, open, paused, status, assignee,
// queue, and aside for why it was set aside. Instants are whole nanoseconds since 1970-01-01T00:00:00Z, and NULL for none. A
// record is one row with its sealed bytes. A delivery is one row, its message written once.
//
// The cases that a process wrote last it keeps decoded; which one is the present one is always read from the row, in the
// transaction. Memory is all that this costs, and [Config] bounds it.
//
// # SQLite
//
// The file must be in WAL mode and each connection must wait for a lock: [New] checks both. There is one writer at a time: a
// transaction takes the lock with its first statement, so that it never meets a change that was made under it. With the
// usual drivers a data source is
//
//	modernc.org/sqlite          file:desk.db?_pragma=journal_mode(wal)&_pragma=busy_timeout(10000)&_txlock=immediate
//	github.com/mattn/go-sqlite3 file:desk.db?_journal_mode=wal&_busy_timeout=10000&_txlock=immediate
//	github.com/ncruces/go-sqlite3 file:desk.db?_pragma=journal_mode(wal)&_pragma=busy_timeout(10000)&_txlock=immediate
//
// _txlock is for transactions of the host's own to which a store is bound, so that they may read before they write. Leave synchronous at full: with normal a cut of
// power can take back the last changes, though never a part of one.
//
// What this package does not do: it opens no database, decides nothing, and never changes a record that was written.
package sqlstore
