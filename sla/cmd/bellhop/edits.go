package main

import (
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// edits are the flags that change who is there, in the order in which they stand, each with the edit that it makes.
type edits struct {
	flags []string
	list  []routing.CoverageEdit
	wrong wrongs
}

// declare declares the flags.
func (e *edits) declare(flags *flag.FlagSet) {
	flags.Func("add", "`AGENT` to try out, with the keys of the pack, such as {id: eve, hours: berlin}", func(text string) error {
		agent, err := readAgent(text)
		e.add("add", text, routing.CoverageEdit{Add: &agent}, err)
		return nil
	})
	e.pair(flags, "hours", "`AGENT=CALENDAR` that the agent is to work by", func(name string) (routing.CoverageEdit, error) {
		return routing.CoverageEdit{Hours: name}, nil
	})
	e.pair(flags, "also", "`AGENT=CALENDAR` that the agent is to work by as well", func(name string) (routing.CoverageEdit, error) {
		return routing.CoverageEdit{Also: name}, nil
	})
	e.pair(flags, "move", "`AGENT=LENGTH` by which the agent's hours are to begin and end later, such as ana=-1h", func(text string) (routing.CoverageEdit, error) {
		by, err := time.ParseDuration(text)
		if err != nil {
			_, err = sla.ParseDuration(text)
		}
		return routing.CoverageEdit{Move: sla.Duration(by)}, err
	})
}

// pair declares a flag of an agent and a value.
func (e *edits) pair(flags *flag.FlagSet, name, usage string, read func(value string) (routing.CoverageEdit, error)) {
	flags.Func(name, usage, func(text string) error {
		agent, value, ok := strings.Cut(text, "=")
		if !ok || agent == "" || value == "" {
			e.add(name, text, routing.CoverageEdit{}, fmt.Errorf("write the agent, = and the value"))
			return nil
		}
		edit, err := read(value)
		edit.Agent = agent
		e.add(name, text, edit, err)
		return nil
	})
}

// add notes an edit of a flag, or what is wrong with it.
func (e *edits) add(name, text string, edit routing.CoverageEdit, err error) {
	if err != nil {
		e.wrong.note(misuse("invalid value %q for flag -%s: %v", text, name, err))
	}
	e.flags, e.list = append(e.flags, "-"+name), append(e.list, edit)
}

// readAgent reads an agent in the written form of a pack, on one line.
func readAgent(text string) (agent routing.AgentSpec, err error) {
	d, err := pack.Parse("-add", []byte(text))
	if err != nil {
		return agent, err
	}
	d.Decode(&agent)
	return agent, d.Err()
}
