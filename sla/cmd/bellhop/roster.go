package main

import (
	"maps"
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// readRoster reads how the agents stand; without a file they are all there and carry nothing.
func (c *call) readRoster(name string, p *pack.Pack) (routing.Roster, error) {
	if name == "" {
		return nil, nil
	}
	data, err := c.read(name)
	if err != nil {
		return nil, err
	}
	d, err := pack.Parse(shown(name), data)
	if err != nil {
		return nil, err
	}
	var list map[string]standing
	d.Decode(&list)
	roster := routing.Roster{}
	var known []string
	for _, a := range p.File.Agents {
		known = append(known, a.ID)
	}
	var faults calendar.Problems
	for _, agent := range slices.Sorted(maps.Keys(list)) {
		if !slices.Contains(known, agent) {
			faults.Unknown(calendar.KeyPath("", agent), "agent", agent, known)
		}
		list[agent].check(calendar.KeyPath("", agent), &faults)
		roster[agent] = list[agent].present()
	}
	d.Add("", faults.Err())
	return roster, d.Err()
}

// standing is how an agent stands, as a file has it.
type standing struct {
	Load          int         `yaml:"load,omitempty"`
	Interruptible int         `yaml:"interruptible,omitempty"`
	Away          bool        `yaml:"away,omitempty"`
	Offline       bool        `yaml:"offline,omitempty"`
	Idle          sla.Instant `yaml:"idle,omitempty"`
	Last          sla.Instant `yaml:"last,omitempty"`
}

func (s standing) present() routing.Present {
	return routing.Present{Load: s.Load, Interruptible: s.Interruptible, Away: s.Away, Offline: s.Offline, Idle: s.Idle, Last: s.Last}
}

// check notes what no agent can carry.
func (s standing) check(path string, faults *calendar.Problems) {
	switch {
	case s.Load < 0:
		faults.Add(path+".load", "must not be less than zero, as %d is", s.Load)
	case s.Interruptible < 0:
		faults.Add(path+".interruptible", "must not be less than zero, as %d is", s.Interruptible)
	case s.Interruptible > s.Load:
		faults.Add(path+".interruptible", "is %d, but the load is only %d; write how much of the load may be set aside", s.Interruptible, s.Load)
	}
}
