package slatest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// businessFile is a corpus of business time as it is written.
type businessFile struct {
	Format    int                 `yaml:"format"`
	Tzdata    string              `yaml:"tzdata"`
	Rules     json.RawMessage     `yaml:"rules"`
	Policies  map[string]string   `yaml:"policies"`
	Schedules map[string]schedule `yaml:"schedules"`
	Cases     []businessCase      `yaml:"cases"`
}

// businessCase asks one question about one schedule. Source, Tags, Policy, PeerSays and Note are for readers.
type businessCase struct {
	ID       string          `yaml:"id"`
	Title    string          `yaml:"title"`
	Schedule string          `yaml:"schedule"`
	Op       string          `yaml:"op"`
	Args     businessArgs    `yaml:"args"`
	Expect   json.RawMessage `yaml:"expect"`
	Source   businessSource  `yaml:"source"`
	Tags     []string        `yaml:"tags"`
	Policy   string          `yaml:"policy"`
	PeerSays json.RawMessage `yaml:"peer_says"`
	Note     string          `yaml:"note"`
}

type businessArgs struct {
	At      *moment  `yaml:"at"`
	From    *moment  `yaml:"from"`
	To      *moment  `yaml:"to"`
	Seconds *float64 `yaml:"seconds"`
}

type businessSource struct {
	Kind   string `yaml:"kind"`
	Peer   string `yaml:"peer"`
	Ref    string `yaml:"ref"`
	Agrees bool   `yaml:"agrees"`
}

// readBusinessTime reads the cases of a document and notes in it what is wrong.
func readBusinessTime(d *pack.Document) []corpusCase {
	var file businessFile
	d.Decode(&file)
	calendars := compileSchedules(d, file.Schedules)
	ids := make([]string, len(file.Cases))
	cases := make([]corpusCase, len(file.Cases))
	var problems calendar.Problems
	for i, bc := range file.Cases {
		ids[i] = bc.ID
		at := calendar.IndexPath("cases", i)
		if _, ok := file.Schedules[bc.Schedule]; !ok {
			problems.Unknown(at+".schedule", "schedule", bc.Schedule, slices.Sorted(maps.Keys(file.Schedules)))
		}
		bc.check(at, &problems)
		cases[i] = corpusCase{bc.ID, bc.Title, func(r *Result) { bc.run(calendars[bc.Schedule], r) }}
	}
	if file.Format != 1 {
		problems.Add("format", "must be 1, the version of the format that is known")
	}
	d.Add("", problems.Err())
	uniqueIDs(d, "cases", "id", ids)
	return cases
}

// businessOps are the questions that a case may ask.
var businessOps = []string{"is_open", "next_open", "next_close", "prev_close", "add", "add_latest", "sub", "between", "windows"}

// check notes an unknown question, arguments that it lacks or has no use for, and an answer of the wrong kind.
func (bc businessCase) check(path string, problems *calendar.Problems) {
	if !slices.Contains(businessOps, bc.Op) {
		problems.Unknown(path+".op", "operation", bc.Op, businessOps)
		return
	}
	ranged, timed := bc.Op == "between" || bc.Op == "windows", slices.Contains([]string{"add", "add_latest", "sub"}, bc.Op)
	for _, arg := range []struct {
		name          string
		given, needed bool
	}{
		{"at", bc.Args.At != nil, !ranged}, {"from", bc.Args.From != nil, ranged}, {"to", bc.Args.To != nil, ranged},
		{"seconds", bc.Args.Seconds != nil, timed},
	} {
		switch {
		case arg.needed && !arg.given:
			problems.Add(path+".args."+arg.name, "missing; %s needs it", bc.Op)
		case arg.given && !arg.needed:
			problems.Add(path+".args."+arg.name, "%s has no use for it; remove it", bc.Op)
		}
	}
	if s := bc.Args.Seconds; s != nil && !(*s >= 0 && *s <= maxSeconds) {
		problems.Add(path+".args.seconds", "must be 0 to %d", maxSeconds)
	}
	if _, err := bc.want(); err != nil {
		problems.Add(path+".expect", "%s", err)
	}
}

// want returns the expected answer as text.
func (bc businessCase) want() (string, error) {
	if len(bc.Expect) == 0 {
		return "", errors.New("missing; say what the answer is, or null for never")
	}
	switch bc.Op {
	case "is_open":
		var open bool
		err := strictJSON(bc.Expect, &open, "true or false")
		return strconv.FormatBool(open), err
	case "between":
		var seconds float64
		err := strictJSON(bc.Expect, &seconds, "a number of seconds")
		return secondsOf(seconds).String(), err
	case "windows":
		var pairs [][2]moment
		if err := strictJSON(bc.Expect, &pairs, "a list of pairs of instants"); err != nil {
			return "", err
		}
		var b strings.Builder
		for _, p := range pairs {
			writeRun(&b, p[0].Time, p[1].Time)
		}
		return b.String(), nil
	}
	var at *moment
	if err := json.Unmarshal(bc.Expect, &at); err != nil {
		return "", errors.New("must be an instant, or null for never")
	}
	if at == nil {
		return never, nil
	}
	return instantText(at.Time), nil
}

// strictJSON reads data, which may not be null.
func strictJSON(data json.RawMessage, into any, what string) error {
	if string(data) == "null" || json.Unmarshal(data, into) != nil {
		return fmt.Errorf("must be %s", what)
	}
	return nil
}

// secondsOf returns seconds to the nanosecond.
func secondsOf(seconds float64) time.Duration {
	return time.Duration(math.Round(seconds * float64(time.Second)))
}

// writeRun writes one open stretch as mismatches show it.
func writeRun(b *strings.Builder, from, to time.Time) {
	fmt.Fprintf(b, "[%s %s]", instantText(from), instantText(to))
}

// run asks the calendar and compares.
func (bc businessCase) run(c calendar.Calendar, r *Result) {
	want, err := bc.want()
	if err != nil {
		r.fail(bc.Op, err)
		return
	}
	got, err := bc.ask(c)
	if err != nil {
		r.fail(bc.Op, err)
		return
	}
	r.assert(bc.Op, want, got)
}

// ask returns the calendar's answer as text.
func (bc businessCase) ask(c calendar.Calendar) (string, error) {
	switch bc.Op {
	case "is_open":
		return strconv.FormatBool(c.IsOpen(bc.Args.At.Time)), nil
	case "between":
		return c.Between(bc.Args.From.Time, bc.Args.To.Time).String(), nil
	case "windows":
		var b strings.Builder
		for from, to := range c.Runs(bc.Args.From.Time, bc.Args.To.Time) {
			writeRun(&b, from, to)
		}
		return b.String(), nil
	}
	t, err := bc.instant(c)
	switch {
	case errors.Is(err, calendar.ErrNever):
		return never, nil
	case err != nil:
		return "", err
	}
	return instantText(t), nil
}

// instant asks a question whose answer is an instant.
func (bc businessCase) instant(c calendar.Calendar) (time.Time, error) {
	at := bc.Args.At.Time
	var length time.Duration
	if bc.Args.Seconds != nil {
		length = secondsOf(*bc.Args.Seconds)
	}
	switch bc.Op {
	case "next_open":
		return c.NextOpen(at)
	case "next_close":
		return c.NextClose(at)
	case "prev_close":
		return c.PrevClose(at)
	case "add":
		return c.Add(at, length)
	case "add_latest":
		return c.AddLatest(at, length)
	case "sub":
		return c.Sub(at, length)
	}
	return time.Time{}, fmt.Errorf("unknown operation %q", bc.Op)
}
