package examples_test

import (
	"go/format"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// longest is the most lines that a file of code or prose may hold.
const longest = 500

// roomsOfTheTop are the names that the top level holds, beside those that begin with a dot.
var roomsOfTheTop = []string{
	"calendar", "sla", "routing", "escalation", "audit", "examples",
	"go.mod", "go.sum", "go.work", "go.work.sum", "README.md", "LICENSE",
}

var (
	machinePath = regexp.MustCompile(`(^|[^\w.~-])/(work|tmp|root|home)\b`)
	openWork    = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)
)

// lengthFaults returns the files of code or prose that are too long.
func lengthFaults(r *tree) (faults []string) {
	for _, name := range r.paths() {
		text := r.text[name]
		if n := lineCount(text); isWritten(name, text) && n > longest {
			faults = append(faults, name+": holds "+strconv.Itoa(n)+" lines; "+strconv.Itoa(longest)+" is the most")
		}
	}
	return faults
}

// isWritten says whether a file is code or prose rather than data.
func isWritten(name, text string) bool {
	return slices.Contains([]string{".go", ".md", ".yml", ".yaml", ".sh"}, path.Ext(name)) || strings.HasPrefix(text, "#!")
}

// lineCount returns how many lines text holds, the last one ended or not.
func lineCount(text string) int {
	n := strings.Count(text, "\n")
	if text != "" && !strings.HasSuffix(text, "\n") {
		n++
	}
	return n
}

// formatFaults returns the Go files that gofmt would change.
func formatFaults(r *tree) (faults []string) {
	for _, s := range r.code {
		if text, err := format.Source([]byte(r.text[s.path])); err != nil || string(text) != r.text[s.path] {
			faults = append(faults, s.path+": is not formatted; run gofmt -w on it")
		}
	}
	return faults
}

// machinePathFaults returns the lines that name a folder of one machine.
func machinePathFaults(r *tree) []string {
	return matches(r, r.paths(), machinePath, "names a folder of one machine")
}

// openWorkFaults returns the lines outside test data that leave work for later.
func openWorkFaults(r *tree) []string {
	return matches(r, slices.DeleteFunc(r.paths(), inTestdata), openWork, "leaves work open")
}

// matches returns the lines of files that match a pattern.
func matches(r *tree, names []string, pattern *regexp.Regexp, why string) (faults []string) {
	for _, name := range names {
		if !pattern.MatchString(r.text[name]) {
			continue
		}
		for i, line := range strings.Split(r.text[name], "\n") {
			if pattern.MatchString(line) {
				faults = append(faults, name+":"+strconv.Itoa(i+1)+": "+why)
			}
		}
	}
	return faults
}

// topLevelFaults returns the names at the root that have no place there.
func topLevelFaults(r *tree) (faults []string) {
	for _, name := range r.top {
		if !strings.HasPrefix(name, ".") && !slices.Contains(roomsOfTheTop, name) {
			faults = append(faults, name+": has no place at the top level")
		}
	}
	return faults
}

func TestLength(t *testing.T) {
	full, over := strings.Repeat("\n", longest), strings.Repeat("\n", longest)+"x"
	try(t, lengthFaults, []trial{
		{"at most", map[string]string{"a.md": full, "a.json": over, "LICENSE": over}, nil},
		{"too long", map[string]string{"a.md": over, "b.yml": over, ".ci/run": "#!" + over, "c.sh": over, "d/testdata/e.go": over, "f.yaml": over},
			[]string{
				".ci/run: holds 501 lines; 500 is the most", "a.md: holds 501 lines; 500 is the most", "b.yml: holds 501 lines; 500 is the most",
				"c.sh: holds 501 lines; 500 is the most", "d/testdata/e.go: holds 501 lines; 500 is the most", "f.yaml: holds 501 lines; 500 is the most",
			}},
	})
}

func TestFormat(t *testing.T) {
	try(t, formatFaults, []trial{
		{"formatted", map[string]string{"sla/a.go": "package sla\n\nvar x = 1\n", "sla/testdata/a.go": "package  x"}, nil},
		{"not formatted", map[string]string{"sla/a.go": "package sla\n\nvar x=1\n", "calendar/ics/a_test.go": "package ics"},
			[]string{"calendar/ics/a_test.go: is not formatted; run gofmt -w on it", "sla/a.go: is not formatted; run gofmt -w on it"}},
	})
}

func TestMachinePaths(t *testing.T) {
	try(t, machinePathFaults, []trial{
		{"none", map[string]string{"README.md": "go test work, at/work, ../tmp, https://host/home, ~/root, /workflow, /v2/home"}, nil},
		{"some", map[string]string{
			"README.md":        "go test\n`/" + "work/x`\n",
			".ci/run":          "cd /" + "tmp\n",
			"sla/testdata/a":   "/" + "root",
			"sla/a.go":         "package sla\n\nvar x = \"file:///" + "home/me\"\n",
			"sla/testdata/bin": "\x00/" + "tmp",
		}, []string{
			".ci/run:1: names a folder of one machine", "README.md:2: names a folder of one machine",
			"sla/a.go:3: names a folder of one machine", "sla/testdata/a:1: names a folder of one machine",
		}},
	})
}

func TestOpenWork(t *testing.T) {
	try(t, openWorkFaults, []trial{
		{"none", map[string]string{"a.md": "to do, XX" + "XL", "sla/testdata/a.json": "TO" + "DO"}, nil},
		{"some", map[string]string{"a.md": "a\nTO" + "DO: b\n", "b.go": "package b // FIX" + "ME\n", "c.yml": "# XX" + "X"},
			[]string{"a.md:2: leaves work open", "b.go:1: leaves work open", "c.yml:1: leaves work open"}},
	})
}

func TestTopLevel(t *testing.T) {
	try(t, topLevelFaults, []trial{
		{"known", map[string]string{"sla/util/a.go": "package util", "go.mod": "module m", ".ci/run": "", ".golangci.yml": "", "LICENSE": ""}, nil},
		{"unknown", map[string]string{"internal/a.go": "package internal", "Makefile": "", "bellhop.go": "package bellhop"},
			[]string{"Makefile: has no place at the top level", "bellhop.go: has no place at the top level", "internal: has no place at the top level"}},
	})
}
