package slatest

import (
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// readClocks reads the scenarios of a document and notes in it what is wrong.
func readClocks(d *pack.Document) []corpusCase {
	var file clockFile
	d.Decode(&file)
	var problems calendar.Problems
	if file.Format.Name != "sla-scenarios" || file.Format.Version != 1 {
		problems.Add("format", "must have the name sla-scenarios and the version 1, which are known")
	}
	r := clockReader{d: d, problems: &problems, calendars: compileCalendars(file.Calendars, &problems)}
	r.names = sortedKeys(file.Calendars)
	ids := make([]string, len(file.Scenarios))
	cases := make([]corpusCase, len(file.Scenarios))
	for i, s := range file.Scenarios {
		ids[i] = s.ID
		cases[i] = r.scenario(calendar.IndexPath("scenarios", i), s)
	}
	d.Add("", problems.Err())
	uniqueIDs(d, "scenarios", "id", ids)
	return cases
}

// compileCalendars compiles the calendars of a corpus of clocks.
func compileCalendars(written map[string]clockCalendar, problems *calendar.Problems) map[string]calendar.Calendar {
	all := map[string]calendar.Calendar{}
	for _, name := range sortedKeys(written) {
		c, path := written[name], calendar.KeyPath("calendars", name)
		if c.Always {
			all[name] = calendar.Calendar{}
			if c.Zone != "" || c.Week != nil || c.Holidays != nil {
				problems.Add(path, "always has no hours; remove always or the rest")
			}
			continue
		}
		compiled, err := calendar.Compile(c.spec(), calendar.Sources{})
		problems.Merge(path, err)
		all[name] = compiled
	}
	return all
}

// clockReader turns scenarios into cases.
type clockReader struct {
	d         *pack.Document
	problems  *calendar.Problems
	calendars map[string]calendar.Calendar
	names     []string
}

func (r clockReader) scenario(path string, s scenario) corpusCase {
	spec := sla.Spec{Statuses: sla.Statuses{Terminal: s.Terminal}, Policies: []sla.PolicySpec{{Name: "corpus"}}}
	policy := &spec.Policies[0]
	for i, def := range s.Clocks {
		def.check(calendar.IndexPath(path+".clocks", i), r.names, r.problems)
		policy.Targets = append(policy.Targets, def.target(false))
	}
	for i, e := range s.Events {
		if e.Type == "attach" && e.Clock.Name == "" {
			e.Clock.Def.check(calendar.IndexPath(path+".events", i)+".clock", r.names, r.problems)
			policy.Targets = append(policy.Targets, e.Clock.Def.target(true))
		}
	}
	clocks := make([]string, len(policy.Targets))
	for i, t := range policy.Targets {
		clocks[i] = t.Name
	}
	r.asked(path, s, clocks)
	policies := r.compile(path, spec)
	return corpusCase{s.ID, s.Title, func(result *Result) { s.run(policies, result) }}
}

// asked notes what is wrong with the events, checks and sweeps of a scenario.
func (r clockReader) asked(path string, s scenario, clocks []string) {
	if s.Level != "ticket" && s.Level != "clock" {
		r.problems.Unknown(path+".level", "level", s.Level, []string{"ticket", "clock"})
	}
	for i, e := range s.Events {
		e.check(r.d, calendar.IndexPath(path+".events", i), clocks, r.names, r.problems)
	}
	for i, c := range s.Checks {
		c.check(r.d, calendar.IndexPath(path+".checks", i), clocks, r.problems)
	}
	for i, sw := range s.Sweeps {
		at := calendar.IndexPath(path+".sweep_effects", i)
		if sw.Sweep == nil || !slices.ContainsFunc(s.Events, func(e clockEvent) bool {
			return e.Type == sweep && e.At != nil && e.At.Equal(sw.Sweep.Time)
		}) {
			r.problems.Add(at+".sweep", "names no sweep among the events; write the instant of one")
		}
		for j, e := range sw.Effects {
			if e.At == nil || !slices.Contains(clocks, e.Clock) {
				r.problems.Add(calendar.IndexPath(at+".effects", j), "needs an instant and a clock of the scenario")
			}
		}
	}
}

// compile compiles the policy of a scenario. A fault is noted at the scenario, since the policy is not written there.
func (r clockReader) compile(path string, spec sla.Spec) *sla.Policies {
	terms, err := sla.Vocabulary{}.Compile()
	if err == nil {
		var policies *sla.Policies
		if policies, err = sla.Compile(spec, terms, r.calendars); err == nil {
			return policies
		}
	}
	r.problems.Add(path+".clocks", "%s", err)
	return nil
}
