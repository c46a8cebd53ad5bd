// Package live tries package sqlstore on real databases: SQLite, with a driver in pure Go, and PostgreSQL, by pgx and by lib/pq.
//
//	sqlstore ──▶ database/sql ──▶ tap ──▶ driver ──▶ SQLite, or a private PostgreSQL of package pgserver
//
// It is a module of its own, so that the core module requires no driver. What this package does not do: it holds nothing
// to import; its tests and its commands are all there is.
package live
