package intake

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
)

// Columns say where the samples of a file stand.
type Columns struct {
	// Text and Label are columns of a CSV file by the names in its first line. None means text, and the first of label,
	// category and intent that is there.
	Text  string `json:"text,omitempty" yaml:"text,omitempty"`
	Label string `json:"label,omitempty" yaml:"label,omitempty"`
	// Parts are the lists of a JSON file that are read, such as train and oos_train. None means all.
	Parts []string `json:"parts,omitempty" yaml:"parts,omitempty"`
}

// labelColumns are the columns that are looked for when none is named.
var labelColumns = []string{"label", "category", "intent"}

// mostFaults is how many faults of a file of samples are told.
const mostFaults = 20

// ReadSamples reads labelled messages: a CSV file with a line of names, or a JSON object of lists of pairs of text and label,
// which is the form of CLINC150. The name is how the file is called in the error, which is [calendar.Problems] at paths such as
// questions.csv:7 or questions.json: train[3]; of more than twenty faults the first twenty are told.
func ReadSamples(name string, data []byte, columns Columns) ([]Sample, error) {
	f := faults{name: name}
	var samples []Sample
	if text := bytes.TrimSpace(data); len(text) > 0 && text[0] == '{' {
		samples = f.readJSON(text, columns.Parts)
	} else {
		samples = f.readCSV(data, columns)
	}
	if len(f.Problems) == 0 && len(samples) == 0 {
		f.Add(name, "no sample stands in it")
	}
	if n := len(f.Problems); n > mostFaults {
		f.Problems = append(f.Problems[:mostFaults], calendar.Problem{Message: fmt.Sprintf("and %d faults more", n-mostFaults)})
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	return samples, nil
}

// faults are the problems of a file of samples.
type faults struct {
	calendar.Problems
	name string
}

// at returns the path of a line.
func (f *faults) at(line int) string { return fmt.Sprintf("%s:%d", f.name, line) }

// sample returns a sample, or notes what is wrong with it: its text and its label have places of their own.
func (f *faults) sample(s Sample, text, label string) (Sample, bool) {
	told := len(f.Problems)
	if strings.TrimSpace(s.Text) == "" {
		f.Add(text, "missing; write the message")
	}
	if wrong := wrongLabel(s.Label); wrong != "" {
		f.Add(label, "%s", wrong)
	}
	return s, len(f.Problems) == told
}

// readJSON reads lists of pairs by their names.
func (f *faults) readJSON(data []byte, parts []string) (samples []Sample) {
	lists, known := f.lists(data)
	if lists == nil {
		return nil
	}
	if len(parts) == 0 {
		parts = slices.Clone(known)
		slices.Sort(parts)
	}
	for _, part := range parts {
		list, ok := lists[part]
		if !ok {
			f.Unknown(f.name, "part", part, known)
			continue
		}
		samples = append(samples, f.pairs(part, list)...)
	}
	return samples
}

// lists returns the members of an object by name, and their names, or nil when it is none.
func (f *faults) lists(data []byte) (lists map[string]json.RawMessage, names []string) {
	var whole json.RawMessage
	if err := json.Unmarshal(data, &whole); err != nil {
		line := 1
		var at *json.SyntaxError
		if errors.As(err, &at) {
			line += bytes.Count(data[:min(int(at.Offset), len(data))], []byte("\n"))
		}
		f.Add(f.at(line), "is no JSON: %s", err)
		return nil, nil
	}
	lists = map[string]json.RawMessage{}
	d := json.NewDecoder(bytes.NewReader(data))
	_, _ = d.Token() // the brace, since it is JSON that begins with one
	for d.More() {
		name, _ := d.Token()
		var list json.RawMessage
		_ = d.Decode(&list)
		if _, twice := lists[name.(string)]; twice {
			f.Add(f.name, "the part %q stands twice; give one of them another name, or put them together", name)
			continue
		}
		names, lists[name.(string)] = append(names, name.(string)), list
	}
	return lists, names
}

// pairs reads a list of pairs.
func (f *faults) pairs(part string, list json.RawMessage) (samples []Sample) {
	var all []json.RawMessage
	if json.Unmarshal(list, &all) != nil {
		f.Add(f.name+": "+part, "is no list of pairs of text and label")
		return nil
	}
	for i, one := range all {
		at := f.name + ": " + calendar.IndexPath(part, i)
		var pair []*string
		if json.Unmarshal(one, &pair) != nil || len(pair) != 2 || pair[0] == nil || pair[1] == nil {
			f.Add(at, "is no pair of text and label")
		} else if s, ok := f.sample(Sample{*pair[0], *pair[1]}, at+".text", at+".label"); ok {
			samples = append(samples, s)
		}
	}
	return samples
}

// readCSV reads the lines of a table.
func (f *faults) readCSV(data []byte, columns Columns) (samples []Sample) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	r.ReuseRecord = true
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		f.broken(err)
		return nil
	}
	header = slices.Clone(header)
	text, label := f.column(header, columns.Text, []string{"text"}), f.column(header, columns.Label, labelColumns)
	for text >= 0 && label >= 0 {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			f.broken(err)
			if errors.Is(err, csv.ErrFieldCount) {
				continue
			}
			break
		}
		line, _ := r.FieldPos(label)
		start, _ := r.FieldPos(text)
		one, ok := f.sample(Sample{strings.Clone(row[text]), strings.Clone(row[label])}, f.at(start)+": "+header[text], f.at(line)+": "+header[label])
		if ok {
			samples = append(samples, one)
		}
	}
	return samples
}

// broken notes a line that is no row of the table.
func (f *faults) broken(err error) {
	var at *csv.ParseError
	if !errors.As(err, &at) {
		f.Add(f.name, "%s", err)
		return
	}
	f.Add(f.at(at.Line), "%s", at.Err)
}

// column returns the place of a column, or of the first usual one where none is named.
func (f *faults) column(header []string, name string, usual []string) int {
	if name != "" {
		usual = []string{name}
	}
	for _, n := range usual {
		if i := slices.Index(header, n); i >= 0 {
			return i
		}
	}
	f.Unknown(f.at(1), "column", strings.Join(usual, ", "), header)
	return -1
}
