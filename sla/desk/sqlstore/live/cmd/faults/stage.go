package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// options are what every run is told.
type options struct {
	kind, fault string
	seed        uint64
	show        bool
	patience    time.Duration
	profile     string
}

// declare declares the flags of every run.
func (o *options) declare(f *flag.FlagSet) {
	f.StringVar(&o.kind, "db", postgres, "the database: postgres or sqlite")
	f.StringVar(&o.fault, "break", "", "put a fault into the workers: settle-first, no-lease, no-fence, own-clock, lose or overfill")
	f.Uint64Var(&o.seed, "seed", 1, "draws when things happen")
	f.DurationVar(&o.patience, "patience", 30*time.Second, "how long nothing may happen until the run believes that nothing more will")
	f.StringVar(&o.profile, "profile", "", "write a profile of this process to a file, for go tool pprof")
	f.BoolVar(&o.show, "log", false, "show what the workers said")
}

// stage is where a run takes place.
type stage struct {
	options
	context.Context
	dir      string
	database database
	server   server
	pack     *pack.Pack
	clock    clock
	receiver *receiver
	pool     pool
	dice     *rand.Rand
	sheet    sheet
}

// perform runs a scenario on a stage of its own and prints what it found.
func (o options) perform(ctx context.Context, name string, run func(*stage) error, out io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "faults")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s := &stage{options: o, Context: ctx, dir: dir, dice: rand.New(rand.NewPCG(o.seed, 1))}
	if err := s.build(); err != nil {
		return errors.Join(err, s.clear())
	}
	s.sheet = sheet{title: fmt.Sprintf("%s on %s, seed %d", name, s.server.name(), o.seed), begun: time.Now()}
	err = o.profiled(func() error { return run(s) })
	s.pool.stop()
	if o.show {
		said, readErr := os.ReadFile(s.pool.log.Name())
		_, writeErr := out.Write(said)
		err = errors.Join(err, readErr, writeErr)
	}
	return errors.Join(err, s.sheet.print(out), s.clear())
}

// profiled does something, and writes where the time goes if that was asked for.
func (o options) profiled(do func() error) (err error) {
	if o.profile == "" {
		return do()
	}
	f, err := os.Create(o.profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return do()
}

// build starts what stands on the stage.
func (s *stage) build() (err error) {
	if s.pack, err = readPack(); err != nil {
		return err
	}
	if s.pool.log, err = os.OpenFile(filepath.Join(s.dir, "workers.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return err
	}
	if s.receiver, err = openReceiver(s, s.dir); err != nil {
		return err
	}
	if s.server, err = startServer(s.kind, filepath.Join(s.dir, "desk.db")); err != nil {
		return err
	}
	s.database = database{Kind: s.kind, Source: s.server.source()}
	if err := s.database.open(s); err != nil {
		return err
	}
	return s.database.store.Migrate(s)
}

// clear takes the stage down.
func (s *stage) clear() (err error) {
	s.pool.stop()
	if s.database.db != nil {
		err = errors.Join(err, s.database.close())
	}
	if s.receiver != nil {
		err = errors.Join(err, s.receiver.close())
	}
	if s.server != nil {
		err = errors.Join(err, s.server.remove())
	}
	if s.pool.log != nil {
		err = errors.Join(err, s.pool.log.Close())
	}
	return err
}

// pretend makes the time of the run one that can be set.
func (s *stage) pretend() { s.clock.file = filepath.Join(s.dir, "clock") }

// job returns what a worker of this stage is told, for leases and back-offs of seconds.
func (s *stage) job() job {
	return job{
		Database: s.database, Receiver: s.receiver.address, Clock: s.clock.file, Break: s.fault,
		Lease: 3 * time.Second, Timeout: time.Second, Idle: 20 * time.Millisecond,
		Backoff: outbox.Backoff{Base: 200 * time.Millisecond, Cap: 2 * time.Second},
	}
}

// start starts so many workers.
func (s *stage) start(workers int) error {
	for range workers {
		if _, err := s.pool.start(s, s.job()); err != nil {
			return err
		}
	}
	return nil
}

// desk returns a desk of this process, which sends nothing, on the database of the stage.
func (s *stage) desk() (*desk.Desk, error) {
	return desk.New(desk.Config{Store: untold(s.database.store), Pack: s.pack, Now: s.clock.now, After: time.After})
}

// pause waits a little, or says that the run was ended.
func (s *stage) pause(d time.Duration) error {
	select {
	case <-s.Done():
		return s.Err()
	case <-time.After(d):
		return nil
	}
}

// await waits until the receiver has so many effects, for as long as some arrive. It calls meanwhile with their number, again
// and again.
func (s *stage) await(due int, meanwhile func(effects int) error) error {
	last, heard := -1, time.Now()
	for {
		n := int(s.receiver.effects.Load())
		if n > last {
			last, heard = n, time.Now()
		}
		if meanwhile != nil {
			if err := meanwhile(n); err != nil {
				return err
			}
		}
		if n >= due || time.Since(heard) > s.patience {
			return nil
		}
		if err := s.pause(2 * time.Millisecond); err != nil {
			return err
		}
	}
}
