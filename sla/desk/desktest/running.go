package desktest

import (
	"bytes"
	"context"
	"fmt"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"time"
)

// run is something that runs in goroutines of its own, each with a label by which it is found.
type run struct {
	label string
	ended chan error
}

// label is the name of the label.
const label = "desktest"

var runs atomic.Int64

// running begins fn in a goroutine. Those that fn begins have its label.
func running(fn func() error) *run {
	value := fmt.Sprint("run ", runs.Add(1))
	r := &run{label: fmt.Sprintf("%q:%q", label, value), ended: make(chan error, 1)}
	apart(func() (err error) {
		pprof.Do(context.Background(), pprof.Labels(label, value), func(context.Context) { err = fn() })
		return err
	}, func(err error) { r.ended <- err })
	return r
}

// left returns the stack of a goroutine of the desk or its outbox that is left, or "". One that is about to end is waited for.
func (r *run) left() (found string) {
	for range 200 {
		if found = r.find(); found == "" {
			return ""
		}
		_, _ = next[error](nil, 10*time.Millisecond)
	}
	return found
}

// find looks for a goroutine with the label that is at work in this module. What a database keeps is its own.
func (r *run) find() string {
	var all bytes.Buffer
	_ = pprof.Lookup("goroutine").WriteTo(&all, 1) // a buffer takes all
	for stack := range strings.SplitSeq(all.String(), "\n\n") {
		if strings.Contains(stack, r.label) && strings.Contains(stack, "bellhop/") {
			return stack
		}
	}
	return ""
}
