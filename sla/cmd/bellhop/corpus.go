package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/bellhop-sla/bellhop/sla/slatest"
)

// corpus is the subcommand that runs cases whose answers are known.
type corpus struct{ json bool }

func corpusCommand() command {
	return command{
		name:    "corpus",
		summary: "run cases whose answers are known",
		usage:   "[-json] FILE...",
		example: "bellhop corpus calendar.json clock.json vectors.json",
		more: `Each FILE is a corpus of business time, of clocks or of vectors, in JSON or YAML. One line is printed a
mismatch, and at the end how many cases passed and failed. No case is skipped.
`,
		flags: func(flags *flag.FlagSet) task {
			var k corpus
			flags.BoolVar(&k.json, "json", false, "print JSON")
			return k.run
		},
	}
}

// corpusReport is what the subcommand prints as JSON.
type corpusReport struct {
	Passed int          `json:"passed"`
	Failed int          `json:"failed"`
	Files  []fileReport `json:"files"`
}

// fileReport is how one file ran.
type fileReport struct {
	File string `json:"file"`
	slatest.Report
}

func (k *corpus) run(c *call, files []string) error {
	if len(files) == 0 {
		return misuse("needs a file")
	}
	all, err := c.readCorpora(files)
	if err != nil {
		return err
	}
	var report corpusReport
	for i, one := range all {
		r := one.Run()
		report.Passed, report.Failed = report.Passed+r.Passed(), report.Failed+r.Failed()
		report.Files = append(report.Files, fileReport{shown(files[i]), r})
	}
	if err := k.print(c, report); err != nil {
		return err
	}
	if report.Failed > 0 {
		return errNo
	}
	return nil
}

// readCorpora reads every file before any is run, and returns the faults of all.
func (c *call) readCorpora(files []string) ([]*slatest.Corpus, error) {
	var all []*slatest.Corpus
	var faults []error
	for _, name := range files {
		data, err := c.read(name)
		if err == nil {
			var one *slatest.Corpus
			one, err = slatest.ReadCorpus(shown(name), data)
			all = append(all, one)
		}
		faults = append(faults, err)
	}
	return all, errors.Join(faults...)
}

func (k *corpus) print(c *call, report corpusReport) error {
	if k.json {
		return c.printJSON(report)
	}
	var b strings.Builder
	for _, file := range report.Files {
		for _, m := range file.Mismatches() {
			fmt.Fprintf(&b, "%s: %s\n", file.File, strings.ReplaceAll(m.String(), "\n", " "))
		}
	}
	fmt.Fprintf(&b, "%d passed, %d failed\n", report.Passed, report.Failed)
	return c.print(b.String())
}
