package slatest

import (
	"fmt"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// Format is the shape of a corpus file.
type Format string

// The formats, recognised by what stands at the top of the file.
const (
	// BusinessTime is a mapping with schedules and cases: questions to calendars and their answers.
	BusinessTime Format = "business time"
	// Clocks is a mapping with calendars and scenarios: what happens to a ticket and what its clocks then show.
	Clocks Format = "clocks"
	// Vectors is a list: weekly hours, a start, a length, and the instant it is due.
	Vectors Format = "vectors"
)

// Corpus is a file of cases, each with what is known to be right.
type Corpus struct {
	format Format
	cases  []corpusCase
}

// corpusCase is one case that is ready to run.
type corpusCase struct {
	id, title string
	run       func(*Result)
}

// ReadCorpus reads a corpus in JSON or YAML. It refuses, with [pack.Errors], a file of no known format and whatever in a
// file it does not understand: an unknown key, operation, event, calendar or clock. So a corpus that was read runs whole.
// The name stands in errors.
func ReadCorpus(name string, data []byte) (*Corpus, error) {
	d, err := pack.Parse(name, data)
	if err != nil {
		return nil, err
	}
	c := &Corpus{}
	switch {
	case d.Has("scenarios"):
		c.format, c.cases = Clocks, readClocks(d)
	case d.Has("cases"):
		c.format, c.cases = BusinessTime, readBusinessTime(d)
	case d.Has("[0]"):
		c.format, c.cases = Vectors, readVectors(d)
	default:
		const known = "a mapping with schedules and cases, one with calendars and scenarios, or a list of vectors"
		d.Add("", calendar.Problem{Message: "no corpus of a known format; write " + known})
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// Format returns the format of the corpus.
func (c *Corpus) Format() Format { return c.format }

// Len returns how many cases the corpus holds.
func (c *Corpus) Len() int { return len(c.cases) }

// Run asks every case and reports the answers in the order of the file. A case cannot be skipped.
func (c *Corpus) Run() Report {
	report := Report{Format: c.format, Results: make([]Result, len(c.cases))}
	for i, one := range c.cases {
		result := &report.Results[i]
		result.ID, result.Title = one.id, one.title
		one.run(result)
	}
	return report
}

// Report is how a corpus ran.
type Report struct {
	Format  Format   `json:"format"`
	Results []Result `json:"results"`
}

// Passed returns how many cases held in all they assert.
func (r Report) Passed() int { return len(r.Results) - r.Failed() }

// Failed returns how many cases did not hold.
func (r Report) Failed() int {
	n := 0
	for _, one := range r.Results {
		if len(one.Mismatches) > 0 {
			n++
		}
	}
	return n
}

// Asserted returns how many values the cases asserted.
func (r Report) Asserted() int {
	n := 0
	for _, one := range r.Results {
		n += one.Asserted
	}
	return n
}

// Mismatches returns what did not hold, in the order of the file.
func (r Report) Mismatches() []Mismatch {
	var all []Mismatch
	for _, one := range r.Results {
		all = append(all, one.Mismatches...)
	}
	return all
}

// Result is how one case ran.
type Result struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Asserted is how many values the case asserts.
	Asserted   int        `json:"asserted"`
	Mismatches []Mismatch `json:"mismatches,omitempty"`
}

// Mismatch is one value that a case asserts and that came out otherwise.
type Mismatch struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// What names the value: an operation, or a clock with the instant and the key of a check.
	What string `json:"what"`
	Want string `json:"want"`
	Got  string `json:"got"`
}

// String returns the mismatch in one line.
func (m Mismatch) String() string {
	return fmt.Sprintf("%s: %s: %s: want %s, got %s", m.ID, m.Title, m.What, m.Want, m.Got)
}

// assert counts a value and notes a mismatch where want and got differ.
func (r *Result) assert(what, want, got string) {
	r.Asserted++
	if want != got {
		r.mismatch(what, want, got)
	}
}

func (r *Result) mismatch(what, want, got string) {
	r.Mismatches = append(r.Mismatches, Mismatch{r.ID, r.Title, what, want, got})
}

// fail notes that a case could not be asked at all.
func (r *Result) fail(what string, err error) { r.mismatch(what, "an answer", err.Error()) }

// uniqueIDs notes ids that are missing or stand twice.
func uniqueIDs(d *pack.Document, path, key string, ids []string) {
	var problems calendar.Problems
	first := map[string]int{}
	for i, id := range ids {
		at := calendar.KeyPath(calendar.IndexPath(path, i), key)
		j, again := first[id]
		switch {
		case id == "":
			problems.Add(at, "missing; give each case an id of its own")
		case again:
			problems.Add(at, "%q is the id of %s too; give each case an id of its own", id, calendar.IndexPath(path, j))
		default:
			first[id] = i
		}
	}
	d.Add("", problems.Err())
}
