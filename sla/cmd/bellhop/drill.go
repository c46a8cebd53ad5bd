package main

import (
	"errors"
	"flag"
	"strconv"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla/sim"
)

// drill is the subcommand that compares strategies on drawn tickets.
type drill struct {
	flags                       *flag.FlagSet
	scenario, loads, strategies string
	seeds                       int
	json                        bool
}

func drillCommand() command {
	return command{
		name:    "drill",
		summary: "compare strategies of giving out work on tickets drawn by chance",
		usage:   "-scenario FILE [flags]",
		example: "bellhop drill -scenario small-desk.yaml -loads 1,1.15 -seeds 3",
		more: `FILE is a desk in numbers, in JSON or YAML: who asks, when and for what, who works when, and what is
promised. Every strategy gets the same tickets. The strategies:

  ` + strings.Join(sim.Strategies(), "\n  ") + "\n",
		flags: func(flags *flag.FlagSet) task {
			d := &drill{flags: flags}
			flags.StringVar(&d.scenario, "scenario", "", "`FILE` with the scenario")
			flags.StringVar(&d.loads, "loads", "0.8,1,1.15", "`NUMBERS` that the arrivals are multiplied by")
			flags.IntVar(&d.seeds, "seeds", 5, "how `MANY` times tickets are drawn at each load")
			flags.StringVar(&d.strategies, "strategy", "", "`NAMES` of strategies; all when left out")
			flags.BoolVar(&d.json, "json", false, "print JSON")
			return d.run
		},
	}
}

func (d *drill) run(c *call, operands []string) error {
	switch {
	case d.scenario == "":
		return misuse("-scenario is missing")
	case len(operands) > 0:
		return misuse("takes no operands, not %q", operands[0])
	case d.seeds == 0:
		return misuse("-seeds: must be at least 1")
	}
	job, err := d.prepare(c)
	if err != nil {
		return err
	}
	report, err := job.Run()
	if err != nil {
		return d.placed(err)
	}
	if d.json {
		return c.printJSON(report)
	}
	return report.WriteText(c.stdout)
}

// prepare reads the file and the flags.
func (d *drill) prepare(c *call) (sim.Drill, error) {
	job := sim.Drill{Seeds: d.seeds}
	for word := range strings.SplitSeq(d.loads, ",") {
		load, err := strconv.ParseFloat(strings.TrimSpace(word), 64)
		if err != nil {
			return job, misuse("-loads: %q is no number; write such as 0.8,1,1.15", word)
		}
		job.Loads = append(job.Loads, load)
	}
	if d.strategies != "" {
		for name := range strings.SplitSeq(d.strategies, ",") {
			job.Strategies = append(job.Strategies, strings.TrimSpace(name))
		}
	}
	text, err := c.read(d.scenario)
	if err != nil {
		return job, err
	}
	job.Scenario, err = sim.ReadScenario(shown(d.scenario), text)
	return job, err
}

// placed names the flag that a fault is of.
func (d *drill) placed(err error) error {
	var faults calendar.Problems
	if !errors.As(err, &faults) {
		return err
	}
	name, _, _ := strings.Cut(faults[0].Path, "[")
	switch name {
	case "loads", "seeds":
		return misuse("-%s: %s", name, faults[0].Message)
	case "strategies":
		return misuse("-strategy: %s", faults[0].Message)
	}
	return err
}
