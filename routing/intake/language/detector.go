// Package language tells the language that a message is written in, by the letters that follow each other in it.
//
// It is a module of its own, since the profiles of some eighty languages come with it: github.com/abadojack/whatlanggo (MIT),
// which adds half a megabyte to a program. Libraries that do better on a few words add a hundred and more.
//
// What this package does not do: it reads no language out of where the sender is, and it does not guess. A text of a few
// words is often of no language that can be told; then it is unknown, which is a value like any other.
package language

import (
	"slices"

	"github.com/abadojack/whatlanggo"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing/intake"
)

// DefaultLeast is how sure a detector asks to be when nothing else is said.
const DefaultLeast = 0.2

// Spec is the written form of a detector.
type Spec struct {
	// Languages are the codes by ISO 639-1 of those that the desk knows, two or more. To name them makes short texts much
	// easier; a text in any other language is then unknown, or is taken for the only named one of its script. None means
	// every language of the library.
	Languages []string `json:"languages,omitempty" yaml:"languages,omitempty"`
	// Least is how sure the detector must be, above 0 and at most 1. None means DefaultLeast.
	Least float64 `json:"least,omitempty" yaml:"least,omitempty"`
}

// Detector tells languages. It is an [intake.Detector], immutable, and may be used by several goroutines at once.
type Detector struct {
	options whatlanggo.Options
	least   float64
}

// Compile checks the spec and returns the detector. The error is [calendar.Problems] at paths such as languages[1].
func Compile(spec Spec) (*Detector, error) {
	d := &Detector{least: spec.Least, options: whatlanggo.Options{Whitelist: map[whatlanggo.Lang]bool{}}}
	var problems calendar.Problems
	known := codes()
	for i, code := range spec.Languages {
		lang, ok := known[code]
		if path := calendar.IndexPath("languages", i); !ok {
			problems.Unknown(path, "language", code, sorted(known))
		} else if d.options.Whitelist[lang] {
			problems.Add(path, "%q stands here already; remove one", code)
		}
		d.options.Whitelist[lang] = true
	}
	if len(spec.Languages) == 1 {
		problems.Add("languages", "holds one, of which every text would be; name two or more, or none")
	}
	if spec.Least == 0 {
		d.least = DefaultLeast
	} else if !(spec.Least > 0 && spec.Least <= 1) {
		problems.Add("least", "must be above 0 and at most 1, not %v", spec.Least)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return d, nil
}

// Detect returns the code of the language, or [intake.Unknown]. Of two languages that fit equally well it takes none, so that
// the answer for a text is always the same.
func (d *Detector) Detect(text string) string {
	info := whatlanggo.DetectWithOptions(text, d.options)
	code := info.Lang.Iso6391()
	if code == "" || !(info.Confidence >= d.least) || len(d.options.Whitelist) > 0 && !d.options.Whitelist[info.Lang] {
		return intake.Unknown
	}
	return code
}

// codes returns the languages of the library that have a code, by their codes.
func codes() map[string]whatlanggo.Lang {
	all := map[string]whatlanggo.Lang{}
	for lang := range whatlanggo.Langs {
		if code := lang.Iso6391(); code != "" {
			all[code] = lang
		}
	}
	return all
}

func sorted(known map[string]whatlanggo.Lang) []string {
	var all []string
	for code := range known {
		all = append(all, code)
	}
	slices.Sort(all)
	return all
}

var _ intake.Detector = (*Detector)(nil)
