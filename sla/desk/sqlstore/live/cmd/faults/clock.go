package main

import (
	"log"
	"os"
	"strings"
	"time"
)

// noon is when the runs take place whose time is not that of the machine: long ago, so that no clock of a database is behind it.
var noon = time.Date(2024, time.January, 8, 12, 0, 0, 0, time.UTC)

// clock is a time that runs as fast as that of the machine and can be set: a file that all processes of a run read. The zero
// clock is the machine's.
type clock struct {
	file string
	skew time.Duration
}

// set makes it the given time from now on.
func (c clock) set(at time.Time) error {
	next := c.file + ".new"
	if err := os.WriteFile(next, []byte(time.Until(at).String()), 0o600); err != nil {
		return err
	}
	return os.Rename(next, c.file)
}

// now returns the time. A file that cannot be read is the end of the process.
func (c clock) now() time.Time {
	ahead := c.skew
	if c.file != "" {
		data, err := os.ReadFile(c.file)
		if err != nil {
			log.Fatal(err)
		}
		by, err := time.ParseDuration(strings.TrimSpace(string(data)))
		if err != nil {
			log.Fatal(err)
		}
		ahead += by
	}
	return time.Now().Add(ahead).UTC()
}
