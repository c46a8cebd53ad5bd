package main

import (
	"errors"
	"flag"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// coverage is the subcommand that finds the promised hours in which too few are there.
type coverage struct {
	flags     *flag.FlagSet
	from, to  string
	needs     []string
	edits     edits
	svg       string
	failsOver int
	json, all bool
}

func coverageCommand() command {
	return command{
		name:    "coverage",
		summary: "say when too few are there, and why",
		usage:   "[flags] PACK",
		example: `bellhop coverage -from "2027-01-01 00:00" -to "2028-01-01 00:00" desk.yaml`,
		more: `The needs stand in the pack under coverage; a pack without them is asked for one agent, always. Each gap has
its cause: a leave, a holiday or a clock change without which there would be none, or no shift at all. A civil
time is read in the zone that all calendars of the pack share. -add, -hours, -also and -move try out a change,
may stand several times, and are told beside what there is.
`,
		flags: func(flags *flag.FlagSet) task {
			v := &coverage{flags: flags}
			flags.StringVar(&v.from, "from", "", "`INSTANT` or civil time to begin at; now when left out")
			flags.StringVar(&v.to, "to", "", "`INSTANT` or civil time to end at; a year after -from when left out")
			flags.Func("need", "`NAME` of a need, several times for more; all when left out", func(name string) error {
				v.needs = append(v.needs, name)
				return nil
			})
			v.edits.declare(flags)
			flags.StringVar(&v.svg, "svg", "", "`FILE` to draw the weeks to; - is standard output, in place of the text")
			flags.IntVar(&v.failsOver, "fail-over", 0, "exit with 1 when more than `N` promised minutes are uncovered")
			flags.BoolVar(&v.all, "all", false, "print every gap, not only the first twenty")
			flags.BoolVar(&v.json, "json", false, "print JSON")
			return v.run
		},
	}
}

func (v *coverage) run(c *call, operands []string) error {
	wrong := v.edits.wrong
	if len(operands) != 1 {
		wrong.note(misuse("takes one pack, not %d operands", len(operands)))
	}
	if v.failsOver < 0 {
		wrong.note(misuse("-fail-over: %d is less than zero; write how many minutes may be uncovered", v.failsOver))
	}
	if v.json && v.svg == "-" {
		wrong.note(misuse("-json and -svg - both want standard output; name a file for one of them"))
	}
	if len(operands) != 1 {
		return wrong.err()
	}
	p, err := c.readPack(operands[0])
	if err != nil {
		return err
	}
	needs := v.chosen(p, &wrong)
	from, until := v.bounds(c, p, &wrong)
	if err := wrong.err(); err != nil {
		return err
	}
	cover, err := p.Router.Coverage(needs, from, until, v.edits.list...)
	if err != nil {
		return v.blame(err)
	}
	if err := v.print(c, cover); err != nil {
		return err
	}
	if given(v.flags, "fail-over") && time.Duration(cover.Uncovered) > time.Duration(v.failsOver)*time.Minute {
		return errNo
	}
	return nil
}

// chosen returns the needs that are asked for.
func (v *coverage) chosen(p *pack.Pack, wrong *wrongs) []routing.CoverageNeed {
	all := p.File.Coverage
	if len(all) == 0 {
		all = []routing.CoverageNeed{{Name: "somebody"}}
	}
	if len(v.needs) == 0 {
		return all
	}
	var needs []routing.CoverageNeed
	for _, name := range v.needs {
		if i := slices.IndexFunc(all, func(n routing.CoverageNeed) bool { return n.Name == name }); i >= 0 {
			needs = append(needs, all[i])
			continue
		}
		var known []string
		for _, n := range all {
			known = append(known, n.Name)
		}
		wrong.note(misuse("-need: %s", unknown("need", name, known)))
	}
	return needs
}

// bounds reads -from and -to.
func (v *coverage) bounds(c *call, p *pack.Pack, wrong *wrongs) (from, until sla.Instant) {
	begin, err := c.instantOf("-from", v.from, p)
	wrong.note(err)
	end := begin.AddDate(1, 0, 0)
	if v.to != "" {
		end, err = c.instantOf("-to", v.to, p)
		wrong.note(err)
	}
	return sla.At(begin), sla.At(end)
}

// blame says of each fault in which flag it stands.
func (v *coverage) blame(err error) error {
	var faults calendar.Problems
	if !errors.As(err, &faults) {
		return err
	}
	var lines []string
	for _, f := range faults {
		name := "-to"
		for i := range v.edits.list {
			if strings.HasPrefix(f.Path+".", calendar.IndexPath("edits", i)+".") {
				name = v.edits.flags[i]
			}
		}
		lines = append(lines, name+": "+f.Message)
	}
	return misuse("%s", strings.Join(lines, "\n"))
}

// print prints the answer and draws it.
func (v *coverage) print(c *call, cover routing.Coverage) error {
	if v.svg == "-" {
		return cover.WriteSVG(c.stdout)
	}
	if v.svg != "" {
		if err := draw(v.svg, cover); err != nil {
			return err
		}
	}
	if v.json {
		return c.printJSON(cover)
	}
	if v.all {
		return c.print(cover.Text(0))
	}
	return c.print(cover.String())
}

// draw writes the drawing to a file.
func draw(name string, cover routing.Coverage) error {
	var b strings.Builder
	if err := cover.WriteSVG(&b); err != nil {
		return unwritable(name, err)
	}
	if err := os.WriteFile(name, []byte(b.String()), 0o666); err != nil {
		return unwritable(name, err)
	}
	return nil
}
