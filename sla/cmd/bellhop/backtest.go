package main

import (
	"errors"
	"flag"
	"io/fs"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
	"github.com/bellhop-sla/bellhop/sla/sim"
)

// backtest is the subcommand that replays a ticket history.
type backtest struct {
	flags                                     *flag.FlagSet
	pack, columns, other, by, from, to, until string
	json                                      bool

	mapText []byte
}

func backtestCommand() command {
	return command{
		name:    "backtest",
		summary: "replay a ticket history through policies",
		usage:   "-pack FILE -map FILE [flags] HISTORY",
		example: "bellhop backtest -pack desk.yaml -map tickets.map.yaml tickets.csv.gz",
		more: `HISTORY is CSV, plain or compressed with gzip; the map says which column is what. The report counts
breaches by clock, group and month, and how far the replay agrees with a verdict or a due time that the
history has. Rows that cannot be used are in the report, each at file:line: column. A civil time is read in
the zone of the map.
`,
		flags: func(flags *flag.FlagSet) task {
			b := &backtest{flags: flags}
			flags.StringVar(&b.pack, "pack", "", "`FILE` with the policies")
			flags.StringVar(&b.columns, "map", "", "`FILE` that says which column is what")
			flags.StringVar(&b.other, "other", "", "`FILE` with a pack to compare with: what would have changed")
			flags.StringVar(&b.by, "by", "", "`FIELD` that groups the report; priority when left out and its values are declared")
			flags.StringVar(&b.from, "from", "", "`INSTANT` or civil time; only tickets opened then or later")
			flags.StringVar(&b.to, "to", "", "`INSTANT` or civil time; only tickets opened before")
			flags.StringVar(&b.until, "as-of", "",
				"`INSTANT` or civil time at which open tickets are judged; their last event when left out")
			flags.BoolVar(&b.json, "json", false, "print JSON")
			return b.run
		},
	}
}

func (b *backtest) run(c *call, operands []string) error {
	switch {
	case b.pack == "":
		return misuse("-pack is missing")
	case b.columns == "":
		return misuse("-map is missing")
	case len(operands) != 1:
		return misuse("takes one history, not %d operands", len(operands))
	}
	test, err := b.prepare(c)
	if err != nil {
		return err
	}
	report, err := c.replay(test, operands[0])
	if err != nil {
		return b.placed(err)
	}
	if err := b.print(c, report); err != nil {
		return err
	}
	if len(report.Cells) == 0 {
		return errNo // no ticket of the history ran a clock, so nothing is said of the policies
	}
	return nil
}

func (b *backtest) print(c *call, report *sim.Report) error {
	if b.json {
		return c.printJSON(report)
	}
	return report.WriteText(c.stdout)
}

// prepare reads the files and the flags.
func (b *backtest) prepare(c *call) (*sim.Backtest, error) {
	p, err := c.readPack(b.pack)
	if err != nil {
		return nil, err
	}
	if b.mapText, err = c.read(b.columns); err != nil {
		return nil, err
	}
	test := &sim.Backtest{Policies: p.Policies}
	if test.Map, err = sim.ReadMap(shown(b.columns), b.mapText); err != nil {
		return nil, err
	}
	test.By = b.group(p, test.Map)
	if b.other != "" {
		other, err := c.readPack(b.other)
		if err != nil {
			return nil, err
		}
		test.Other = other.Policies
	}
	return test, b.bounds(c, test)
}

// placed puts what only the history shows to be wrong with the map at its places in the map's file.
func (b *backtest) placed(err error) error {
	var faults calendar.Problems
	if !errors.As(err, &faults) {
		return err
	}
	if faults[0].Path == "by" {
		return misuse("-by: %s", faults[0].Message)
	}
	doc, broken := pack.Parse(shown(b.columns), b.mapText)
	if broken != nil {
		return err
	}
	doc.Add("", faults)
	return doc.Err()
}

// group returns the field that groups the report.
func (b *backtest) group(p *pack.Pack, m sim.Map) string {
	const usual = "priority"
	if _, mapped := m.Fields[usual]; given(b.flags, "by") || !mapped || len(p.Terms.Values(usual)) == 0 {
		return b.by
	}
	return usual
}

// bounds reads the instants.
func (b *backtest) bounds(c *call, test *sim.Backtest) error {
	zone, err := time.LoadLocation(test.Map.Time.Zone)
	if err != nil {
		return err
	}
	for _, bound := range []struct {
		name, text string
		into       *sla.Instant
	}{{"-from", b.from, &test.From}, {"-to", b.to, &test.To}, {"-as-of", b.until, &test.Until}} {
		if bound.text == "" {
			continue
		}
		t, err := c.readInstant(bound.text, zone)
		if err != nil {
			return misuse("%s: %v", bound.name, err)
		}
		*bound.into = sla.At(t)
	}
	return nil
}

// replay runs a backtest on the history in a file. On a terminal it says how far it is.
func (c *call) replay(test *sim.Backtest, name string) (*sim.Report, error) {
	history, err := c.open(name)
	if err != nil {
		return nil, err
	}
	defer history.Close() //nolint:errcheck // only read from
	if isTerminal(c.stderr) {
		line := &progressLine{w: c.stderr}
		if f, ok := history.(fs.File); ok {
			line.total = size(f)
		}
		test.Progress = line.show
		defer line.clear()
	}
	report, err := test.Run(shown(name), history)
	if inPath := new(fs.PathError); errors.As(err, &inPath) {
		err = fileFault(name, inPath)
	}
	return report, err
}
