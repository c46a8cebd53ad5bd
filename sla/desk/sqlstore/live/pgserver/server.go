// Package pgserver starts private PostgreSQL servers on loopback, for tests and for commands that must stop one hard.
//
//	Find ──▶ Start ──▶ Server ──▶ DSN ──▶ any driver
//	                      │
//	                      └── Stop, Start again, Remove
//
// The nouns:
//
//   - A [Server] is one cluster in a folder of its own, reached by TCP on loopback alone, at a port that was free. Whoever is on
//     the machine may enter it.
//   - A setting is a line of postgresql.conf, such as "max_connections = 200". Those of durability stay at their defaults
//     unless a setting says otherwise.
//   - The guard of a server is a process that stops it and removes its folder once this process is gone, however it ended.
//
// PostgreSQL does not run as root; a process of root lends its programs another account.
//
// What this package does not do: it installs nothing, and it is no way to run a database that matters.
package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Server is a private PostgreSQL. Its methods are for one goroutine at a time; its database is for many.
type Server struct {
	programs string
	dir      string
	port     int
	guard    *exec.Cmd
	input    io.Closer // of the guard
}

// guarding stops the server of a folder and removes the folder, once its input ends.
const guarding = `cat; kill -QUIT "$(head -n 1 "$0/data/postmaster.pid")" && sleep 1; rm -rf "$0"`

// Start makes a server in a folder that is empty or does not exist yet, starts it and returns when it answers. No folder is a
// new one among the system's temporary ones. Settings are lines of postgresql.conf. The error is ErrAbsent when PostgreSQL is
// not installed.
func Start(dir string, settings ...string) (*Server, error) {
	programs, err := Find()
	if err != nil {
		return nil, err
	}
	if dir, err = folder(dir); err != nil {
		return nil, err
	}
	s := &Server{programs: programs, dir: dir}
	if err := s.make(settings); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.watch(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.Start(); err != nil {
		return nil, errors.Join(err, s.Remove())
	}
	return s, nil
}

// folder makes a folder for the account that the server runs as.
func folder(dir string) (string, error) {
	if dir == "" {
		made, err := os.MkdirTemp("", "pgserver")
		if err != nil {
			return "", err
		}
		dir = made
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	return dir, lend(dir)
}

// make makes the cluster and chooses its port.
func (s *Server) make(settings []string) error {
	if _, err := s.run("initdb", "--pgdata", s.data(), "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync"); err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	s.port = port
	lines := append([]string{
		"listen_addresses = '127.0.0.1'", "unix_socket_directories = ''", "port = " + strconv.Itoa(port), "max_connections = 200",
	}, settings...)
	conf, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = conf.WriteString("\n" + strings.Join(lines, "\n") + "\n")
	return errors.Join(err, conf.Close())
}

// freePort returns a port of loopback that nobody listens at.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// watch starts the guard.
func (s *Server) watch() error {
	cmd := s.command("sh", "-c", guarding, s.dir)
	input, err := cmd.StdinPipe() // closes with this process
	if err != nil {
		return err
	}
	s.guard, s.input = cmd, input
	return cmd.Start()
}

// data is the folder of the cluster.
func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// DSN returns the data source of the server, for any driver. Its role may do everything.
func (s *Server) DSN() string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", s.port)
}

// Log returns the path of the server's log.
func (s *Server) Log() string { return filepath.Join(s.dir, "log") }

// Start starts the server again, at the same port, and returns when it answers: after the recovery, if it was stopped hard.
func (s *Server) Start() error {
	_, err := s.run("pg_ctl", "start", "--pgdata", s.data(), "--log", s.Log(), "--wait", "--timeout", "120", "--silent")
	return err
}

// Stop stops the server and returns when it is down. An immediate stop is a crash: no connection is told and nothing is
// written that was not yet. Else what is at work is rolled back first.
func (s *Server) Stop(immediate bool) error {
	mode := "fast"
	if immediate {
		mode = "immediate"
	}
	_, err := s.run("pg_ctl", "stop", "--pgdata", s.data(), "--mode", mode, "--wait", "--silent")
	return err
}

// Remove stops the server if it runs, and removes its folder. It may be called again.
func (s *Server) Remove() error {
	_ = s.Stop(true)    // it may be down already
	_ = s.input.Close() // it may be closed already
	_ = s.guard.Wait()
	return os.RemoveAll(s.dir)
}

// command returns a command that runs under the account of the server.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), name, args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "LC_ALL=C", "TZ=UTC"}
	as(cmd)
	return cmd
}

// run runs a program of PostgreSQL and returns what it says. It waits for the program, not for what that leaves running.
func (s *Server) run(name string, args ...string) (string, error) {
	said, err := os.CreateTemp(s.dir, name)
	if err != nil {
		return "", err
	}
	defer func() { _ = errors.Join(said.Close(), os.Remove(said.Name())) }() // the folder goes as a whole in the end
	cmd := s.command(filepath.Join(s.programs, name), args...)
	cmd.Stdout, cmd.Stderr = said, said
	failed := cmd.Run()
	text, err := os.ReadFile(said.Name())
	if failed != nil {
		log, _ := os.ReadFile(s.Log()) // there is none before the first start
		return "", fmt.Errorf("%s: %w: %s\n%s", name, failed, strings.TrimSpace(string(text)), log)
	}
	return string(text), err
}
