// Package live tries package sqlstore on a real SQLite, with a driver in pure Go.
//
// It is a module of its own, so that the core module requires no driver. What this package does not do: it holds nothing
// to import; its tests and its commands are all there is.
package live
