package main

import (
	"errors"
	"fmt"

	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/live/pgserver"
)

// server is what the database of a run is kept by.
type server interface {
	name() string
	source() string
	// crash stops the server as a cut of power would, and starts it again.
	crash() error
	remove() error
}

// startServer starts the server of a kind of database. A file stands at the given path.
func startServer(kind, path string) (server, error) {
	switch kind {
	case sqlite:
		return file(path), nil
	case postgres:
		s, err := pgserver.Start("", settings...)
		if err != nil {
			return nil, err
		}
		return private{s}, nil
	}
	return nil, fmt.Errorf("-db %q: write %s or %s", kind, postgres, sqlite)
}

// settings are those of the private PostgreSQL beside its defaults: it counts what each statement takes.
var settings = []string{"shared_preload_libraries = 'pg_stat_statements'"}

// file is an SQLite file: it has no server.
type file string

func (f file) name() string   { return "SQLite" }
func (f file) source() string { return fileSource(string(f)) }
func (f file) crash() error {
	return errors.New("SQLite has no server that could be stopped: take -stops 0")
}
func (f file) remove() error { return nil }

// private is a private PostgreSQL.
type private struct{ *pgserver.Server }

func (p private) name() string   { return "PostgreSQL" }
func (p private) source() string { return p.DSN() }
func (p private) crash() error   { return errors.Join(p.Stop(true), p.Start()) }
func (p private) remove() error  { return p.Remove() }
