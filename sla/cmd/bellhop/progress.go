package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/bellhop-sla/bellhop/sla/sim"
)

// progressLine is a line on a terminal that is written over and over.
type progressLine struct {
	w     io.Writer
	total int64 // the bytes of the history, or 0 where that is not known
	width int   // of the line as it stands
}

// show writes how far a backtest is. A terminal that cannot be written to does not end it.
func (l *progressLine) show(p sim.Progress) error {
	text := many(p.Rows, "row") + ", " + many(p.Tickets, "ticket")
	if p.Faults > 0 {
		text += ", " + many(p.Faults, "fault")
	}
	if l.total > 0 {
		text = fmt.Sprintf("%3d%%  %s", min(100, 100*p.Bytes/l.total), text)
	}
	_, _ = fmt.Fprintf(l.w, "\r%-*s", l.width, text)
	l.width = len(text)
	return nil
}

// clear wipes the line.
func (l *progressLine) clear() { _, _ = fmt.Fprintf(l.w, "\r%*s\r", l.width, "") }

// isTerminal says whether w is a terminal, as far as the standard library can tell: a device of characters.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// size returns how many bytes a file holds, or 0 for what is no file on a disk.
func size(f fs.File) int64 {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return info.Size()
}
