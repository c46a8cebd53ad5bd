package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/bellhop-sla/bellhop/calendar/holidays"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// open opens a file for reading; - is standard input, which can be read once. The error begins with the name of the file.
func (c *call) open(name string) (io.ReadCloser, error) {
	if name != "-" {
		f, err := os.Open(name)
		return f, fileFault(name, err)
	}
	if c.stdinRead {
		return nil, misuse("standard input can be read once; name a file in place of the second -")
	}
	c.stdinRead = true
	return io.NopCloser(c.stdin), nil
}

// read returns what a file holds.
func (c *call) read(name string) ([]byte, error) {
	f, err := c.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read from
	data, err := io.ReadAll(f)
	return data, fileFault(name, err)
}

// readPack reads the pack in a file.
func (c *call) readPack(name string) (*pack.Pack, error) {
	data, err := c.read(name)
	if err != nil {
		return nil, err
	}
	return pack.Read(shown(name), data, holidays.All{})
}

// shown returns how a file is named in messages.
func shown(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// fileFault puts the name of the file first and leaves the name of the system call out.
func fileFault(name string, err error) error {
	var inPath *fs.PathError
	if errors.As(err, &inPath) {
		err = inPath.Err
	}
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: cannot be read: %w", shown(name), err)
}

// unwritable is fileFault for a file that is written.
func unwritable(name string, err error) error {
	var inPath *fs.PathError
	if errors.As(err, &inPath) {
		err = inPath.Err
	}
	return fmt.Errorf("%s: cannot be written: %w", name, err)
}
