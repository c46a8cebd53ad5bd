package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Config is what a store is made of. DB and Dialect are required.
type Config struct {
	// DB is the host's database. The store neither opens nor closes it.
	DB *sql.DB
	// Dialect is that of the database: [PostgreSQL] or [SQLite].
	Dialect Dialect
	// Prefix begins the name of each table: letters, digits and underscores, 30 at most. None means bellhop_ where there is no
	// schema.
	Prefix string
	// Schema is that of the tables, on PostgreSQL alone; [Store.Migrate] makes it. None means the first of the search path.
	Schema string
	// Cache is how many cases are kept decoded in memory, those that this process wrote last; 0 means 1,000, less means none.
	Cache int
	// Recheck is how late a look at what is due may find a case or a delivery that was due already when another process, or a
	// transaction of the host, wrote it: in between, a look leaves out what it has seen to be past, since the old versions of
	// its rows may be many. It is counted by the database's clock; 0 means a second, less means that nothing is left out.
	Recheck time.Duration
}

// Store keeps a desk in the tables of a database. It is safe for many goroutines, and many processes may keep a store on the
// same tables.
type Store struct {
	db      *sql.DB
	dialect Dialect
	names   names
	cache   *cache
	agents  sync.Map // those whose rows in the table of loads are there
	text    [queries]string

	wakes, frees *floor
	group        groupCommit

	mu       sync.Mutex
	prepared bool
	stmts    [queries]*sql.Stmt
}

var (
	_ desk.Store         = (*Store)(nil)
	_ desk.Waker         = (*Store)(nil)
	_ desk.Line          = (*Store)(nil)
	_ desk.Presence      = (*Store)(nil)
	_ desk.Reader        = (*Store)(nil)
	_ desk.Auditor       = (*Store)(nil)
	_ desk.Deliveries    = (*Store)(nil)
	_ desk.Quarantine    = (*Store)(nil)
	_ outbox.Queue       = (*Store)(nil)
	_ outbox.DeadLetters = (*Store)(nil)
	_ outbox.Counter     = (*Store)(nil)
	_ outbox.Throttle    = (*Store)(nil)
)

// prefixes is what a prefix may be: no more than an identifier in every dialect, with room for the rest of a name.
var prefixes = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,29}$`)

// schemas is what a schema may be.
var schemas = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,62}$`)

// New returns a store. It looks at the database and says all that is wrong with the configuration and with how the database
// is set. The tables are made by [Store.Migrate].
func New(ctx context.Context, c Config) (*Store, error) {
	if c.Prefix == "" && c.Schema == "" {
		c.Prefix = "bellhop_"
	}
	faults := c.faults()
	if c.DB != nil && c.Dialect.check != nil {
		faults = append(faults, c.Dialect.check(ctx, c.DB))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	recheck := cmp.Or(c.Recheck, time.Second)
	s := &Store{
		db: c.DB, dialect: c.Dialect, names: names{c.Schema, c.Prefix}, cache: newCache(cmp.Or(c.Cache, 1000)),
		wakes: newFloor(recheck), frees: newFloor(recheck),
	}
	for q := range s.text {
		s.text[q] = s.dialect.text(query(q), s.names)
	}
	s.text[lock] = s.write(c.Dialect.lock)
	return s, nil
}

// faults returns what is wrong with the configuration by itself.
func (c *Config) faults() (faults []error) {
	if c.Prefix != "" && !prefixes.MatchString(c.Prefix) || strings.HasPrefix(strings.ToLower(c.Prefix), "sqlite_") {
		faults = append(faults, fmt.Errorf("prefix: %q cannot begin the name of a table; write letters, digits and underscores, at most 30, such as bellhop_", c.Prefix))
	}
	switch {
	case c.Schema == "":
	case c.Dialect.name != "" && c.Dialect.schema == "":
		faults = append(faults, fmt.Errorf("schema: the dialect %s has none; write a prefix instead", c.Dialect.name))
	case !schemas.MatchString(c.Schema) || strings.HasPrefix(c.Schema, "pg_"):
		faults = append(faults, fmt.Errorf("schema: %q is no name for one; write letters, digits and underscores, at most 63, not beginning with pg_, such as bellhop", c.Schema))
	}
	if c.Dialect.name == "" {
		faults = append(faults, errors.New("dialect: is missing; name that of the database, such as sqlstore.PostgreSQL"))
	}
	if c.DB == nil {
		faults = append(faults, errors.New("db: is missing; open one with the driver of your choice"))
	}
	return faults
}

// write returns a statement in the store's dialect, with its names.
func (s *Store) write(text string) string { return s.dialect.write(text, s.names) }

// Close closes the statements that the store has prepared. The database stays open.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prepared = false
	var faults []error
	for q, stmt := range s.stmts {
		if stmt != nil {
			faults = append(faults, stmt.Close())
			s.stmts[q] = nil
		}
	}
	return errors.Join(faults...)
}
