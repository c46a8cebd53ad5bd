package calendar

import (
	"errors"
	"fmt"
	"strings"
)

// Problem is one fault of a written document: where it stands and how to mend it.
type Problem struct {
	// Path leads to the fault: keys joined by dots and list places in brackets, such as holidays[2].country. A key that
	// is not made of letters, digits, _ and - stands quoted in brackets, such as hours["mon - fri"].
	Path string
	// Message says what is wrong and what to write instead, lower case and without a full stop.
	Message string
}

// Error returns the path and the message.
func (p Problem) Error() string {
	if p.Path == "" {
		return p.Message
	}
	return p.Path + ": " + p.Message
}

// Problems are all faults of one document, in the order of the document. A constructor that refuses a document returns
// Problems, which errors.As finds.
type Problems []Problem

// Error returns one line a problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, q := range p {
		lines[i] = q.Error()
	}
	return strings.Join(lines, "\n")
}

// Add notes a problem at path. The message is formatted as by fmt.Sprintf.
func (p *Problems) Add(path, format string, args ...any) {
	*p = append(*p, Problem{path, fmt.Sprintf(format, args...)})
}

// Unknown notes at path that got is none of the known words of a kind, with the nearest of them as a suggestion.
func (p *Problems) Unknown(path, kind, got string, known []string) {
	if near := Nearest(got, known); near != "" {
		p.Add(path, "unknown %s %q; did you mean %q?", kind, got, near)
		return
	}
	const most = 12
	if len(known) == 0 || len(known) > most {
		p.Add(path, "unknown %s %q", kind, got)
		return
	}
	p.Add(path, "unknown %s %q; write one of %s", kind, got, strings.Join(known, ", "))
}

// Merge notes the problems of err, a fault of the part of the document at path: each path of it continues path. An error
// that holds no Problem and no Problems is one problem at path.
func (p *Problems) Merge(path string, err error) {
	if err == nil {
		return
	}
	var many Problems
	var one Problem
	switch {
	case errors.As(err, &many):
	case errors.As(err, &one):
		many = Problems{one}
	default:
		many = Problems{{"", err.Error()}}
	}
	for _, q := range many {
		*p = append(*p, Problem{JoinPath(path, q.Path), q.Message})
	}
}

// Err returns p as an error, or nil when there is no problem.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// JoinPath returns the path that leads through path and then rest. Either may be empty.
func JoinPath(path, rest string) string {
	if path == "" || rest == "" || rest[0] == '[' {
		return path + rest
	}
	return path + "." + rest
}

// KeyPath returns the path of the key of the mapping at path, quoted where it must be.
func KeyPath(path, key string) string {
	plain := key != "" && strings.IndexFunc(key, func(r rune) bool {
		return r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
	if plain {
		return JoinPath(path, key)
	}
	return fmt.Sprintf("%s[%q]", path, key)
}

// IndexPath returns the path of the place i, from 0, of the list at path.
func IndexPath(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

// Nearest returns the known word that differs from got by the fewest edits, or "" when none is near: a suggestion for a
// misspelled word.
func Nearest(got string, known []string) string {
	best, least := "", 1+min(2, len(got)/3)
	for _, k := range known {
		if n := edits(strings.ToLower(got), strings.ToLower(k)); n < least {
			best, least = k, n
		}
	}
	return best
}

// edits returns how many insertions, deletions, replacements and swaps of neighbouring bytes lead from a to b: the optimal
// string alignment distance.
func edits(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, row[j]+1, last[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
