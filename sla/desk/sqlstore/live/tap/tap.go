// Package tap stands between database/sql and a driver, and lets a hook see each step and cut it off: before it is done, or
// after it with the answer lost.
//
//	database/sql ──▶ step ──▶ Hook ──▶ driver ──▶ Hook's cut ──▶ answer, or ErrCut
//
// The nouns:
//
//   - A [Step] is one call of the driver: begin, exec, query, commit, rollback.
//   - A [Cut] is what becomes of it.
//   - A connection whose commit or rollback was cut is closed, as one that is lost: the database takes back what was not
//     committed.
//
// What this package does not do: it draws nothing and keeps no time.
package tap

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// ErrCut says that a step was cut off.
var ErrCut = errors.New("cut off")

// Cut is what becomes of a step.
type Cut int

// The cuts.
const (
	None   Cut = iota // it is done
	Before            // it is not done, and fails
	After             // it is done, and fails all the same
)

// Kind is what a step does.
type Kind string

// The kinds of step.
const (
	Connect  Kind = "connect"
	Begin    Kind = "begin"
	Exec     Kind = "exec"
	Query    Kind = "query"
	Commit   Kind = "commit"
	Rollback Kind = "rollback"
)

// Step is one call of the driver.
type Step struct {
	Kind Kind
	// Text and Args are of an exec or a query. Args are good until the hook returns.
	Text string
	Args []driver.NamedValue
}

// Hook says what becomes of a step. It may be called by many goroutines.
type Hook func(Step) Cut

// Open returns the database of a data source, with a hook before its driver.
func Open(d driver.Driver, source string, hook Hook) *sql.DB {
	return sql.OpenDB(connector{d, source, hook})
}

// do does a step, or not, as the hook says. lost is the error of a step that was cut off.
func (h Hook) do(s Step, lost error, step func() error) error {
	switch h(s) {
	case Before:
		return lost
	case After:
		return errors.Join(lost, step())
	}
	return step()
}

// connector opens connections.
type connector struct {
	driver driver.Driver
	source string
	hook   Hook
}

// Connect opens a connection.
func (c connector) Connect(context.Context) (to driver.Conn, err error) {
	err = c.hook.do(Step{Kind: Connect}, ErrCut, func() error {
		inner, err := c.driver.Open(c.source)
		to = conn{inner, c.hook}
		return err
	})
	if err != nil {
		return nil, err
	}
	return to, nil
}

// Driver returns the driver.
func (c connector) Driver() driver.Driver { return c.driver }
