package pgserver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // makes and drops the databases of tests
)

// shared is the server of the tests of a process. It need not outlive a cut of power, only stops.
var shared = sync.OnceValues(func() (*Server, error) { return Start("", "fsync = off") })

// Need returns the one server that the tests of a process share, with fsync off. It runs until the process is gone. Without PostgreSQL the test
// is skipped and says so; when the server does not start the test fails.
func Need(t testing.TB) *Server {
	t.Helper()
	s, err := shared()
	if errors.Is(err, ErrAbsent) {
		t.Skipf("not run: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// made counts the databases that were made.
var made atomic.Int64

// Fresh returns the data source of a new empty database of the shared server. It is dropped with the test, also when somebody
// is still in it. Needs what Need needs.
func Fresh(t testing.TB) string {
	t.Helper()
	s := Need(t)
	name := fmt.Sprint("fresh", made.Add(1))
	s.admin(t, "CREATE DATABASE "+name)
	t.Cleanup(func() { s.admin(t, "DROP DATABASE "+name+" WITH (FORCE)") })
	u, err := url.Parse(s.DSN())
	if err != nil {
		t.Fatal(err)
	}
	u.Path = name
	return u.String()
}

// admin runs a statement as the owner of the server.
func (s *Server) admin(t testing.TB, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", s.DSN())
	if err == nil {
		_, err = db.ExecContext(context.Background(), statement)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
