package intake

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// What a reading says when it does not know.
const (
	Unclassified = "unclassified" // the type of a message that nobody was sure enough about
	Unknown      = "unknown"      // the language of a message of which nobody can tell
)

// Reading is what was understood of a message.
type Reading struct {
	// Type is the issue type, or Unclassified. It is never empty in what a classifier of this package answers.
	Type string `json:"type"`
	// Intent is what the sender wants, more narrowly than the type. None is not known.
	Intent string `json:"intent,omitempty"`
	// Language is a code such as de, or Unknown.
	Language string `json:"language"`
	// Priority is a hint. None is no hint.
	Priority string `json:"priority,omitempty"`
	// Tags are sorted and none stands twice.
	Tags []string `json:"tags,omitempty"`
	// Confidence is how likely the type and the intent are right, from 0 to 1. Of an unclassified reading it is that of the
	// first guess.
	Confidence float64 `json:"confidence"`
	// By names who read: rules, model, or what the host's classifier calls itself.
	By string `json:"by,omitempty"`
	// Guesses are the likeliest labels, the best first: the reading's own too.
	Guesses []Guess `json:"guesses,omitempty"`
	// Why says in a few words what made the reading unclassified.
	Why string `json:"why,omitempty"`
	// Evidence is what spoke for the first guess, or against it, the weightiest first.
	Evidence []Evidence `json:"evidence,omitempty"`
	// Hints say which rules spoke for the priority, the language and the tags, in this order.
	Hints []Hint `json:"hints,omitempty"`
	// Missed are the classifiers that were asked and gave no answer.
	Missed []Miss `json:"missed,omitempty"`
}

// Guess is a label with how likely it is. Of the second and later ones it is a rank rather than a share: guesses may add up to
// more than 1.
type Guess struct {
	Type       string  `json:"type"`
	Intent     string  `json:"intent,omitempty"`
	Confidence float64 `json:"confidence"`
}

// Evidence is one part of a message that spoke for a reading, or against it.
type Evidence struct {
	// Kind is word, phrase, pattern, sender or channel.
	Kind string `json:"kind"`
	// Text is the part itself, letters in lower case where the kind is word or phrase.
	Text string `json:"text"`
	// Weight is how much it counted; below zero, against. Weights of rules and of models are not comparable.
	Weight float64 `json:"weight"`
	// Rule names the rule; none is a model.
	Rule string `json:"rule,omitempty"`
}

// Hint is what spoke for a part of a reading beside its type.
type Hint struct {
	// Field is priority, language or tag, Value what the reading has there.
	Field string `json:"field"`
	Value string `json:"value"`
	// Evidence is what spoke for it, the weightiest first.
	Evidence []Evidence `json:"evidence"`
}

// The fields of hints.
const (
	hintPriority = "priority"
	hintLanguage = "language"
	hintTag      = "tag"
)

// String tells the hint, such as: priority urgent from vip: sender "bank.example" +1.00.
func (h Hint) String() string {
	texts := make([]string, len(h.Evidence))
	for i, e := range h.Evidence {
		texts[i] = e.String()
	}
	return h.Field + " " + h.Value + " from " + strings.Join(texts, ", ")
}

// hinted returns the hints of lists that say what the reading has, one for each part: that of the first list that has one.
func (r Reading) hinted(lists ...[]Hint) (hints []Hint) {
	find := func(field, value string) {
		for _, list := range lists {
			i := slices.IndexFunc(list, func(h Hint) bool { return h.Field == field && h.Value == value })
			if i >= 0 {
				hints = append(hints, list[i])
				return
			}
		}
	}
	find(hintPriority, r.Priority)
	find(hintLanguage, r.Language)
	for _, tag := range r.Tags {
		find(hintTag, tag)
	}
	return hints
}

// Miss is a classifier that gave no answer, and why.
type Miss struct {
	// Place is the classifier's in the chain, from 0.
	Place int    `json:"place"`
	Why   string `json:"why"`
}

// Decided says whether the reading has a type.
func (r Reading) Decided() bool { return r.Type != "" && r.Type != Unclassified }

// Asking returns r as it counts where a confidence is asked for: as it is, or unclassified with its guesses kept.
func (r Reading) Asking(confidence float64) Reading {
	if r.Decided() && !(r.Confidence >= confidence) {
		return r.undecided(fmt.Sprintf("%s is %.2f sure, less than %.2f", label(r.Type, r.Intent), r.Confidence, confidence))
	}
	return r
}

// undecided returns r without its type, and why. What it was taken for stays the first guess.
func (r Reading) undecided(why string) Reading {
	if len(r.Guesses) == 0 && r.Decided() {
		r.Guesses = []Guess{{r.Type, r.Intent, r.Confidence}}
	}
	r.Type, r.Intent, r.Why = Unclassified, "", why
	return r
}

// label writes a type and an intent as one word.
func label(kind, intent string) string {
	if intent == "" || intent == kind {
		return kind
	}
	return kind + "/" + intent
}

// split is the type and the intent of a label: what stands before and behind the first slash. A label without one is both.
func split(label string) (kind, intent string) {
	kind, intent, found := strings.Cut(label, "/")
	if !found || kind == "" || intent == "" {
		return label, label
	}
	return kind, intent
}

// String tells the reading in one line, such as: outage/network 0.93 by model (down +0.61, "no internet" +0.40). What spoke for the
// type and for a hint as well stands once.
func (r Reading) String() string {
	s := fmt.Sprintf("%s %.2f", label(r.Type, r.Intent), r.Confidence)
	if r.By != "" {
		s += " by " + r.By
	}
	var more []string
	if r.Why != "" {
		more = append(more, r.Why)
	}
	for _, e := range r.Evidence {
		more = append(more, e.String())
	}
	for _, h := range r.Hints {
		if slices.ContainsFunc(h.Evidence, func(e Evidence) bool { return !slices.Contains(r.Evidence, e) }) {
			more = append(more, h.String())
		}
	}
	for _, m := range r.Missed {
		more = append(more, fmt.Sprintf("classifier %d: %s", m.Place, m.Why))
	}
	if len(more) == 0 {
		return s
	}
	return s + " (" + strings.Join(more, ", ") + ")"
}

// String tells the evidence, such as: down +0.61.
func (e Evidence) String() string {
	text := e.Text
	if e.Kind != "word" {
		text = fmt.Sprintf("%s %q", e.Kind, e.Text)
	}
	if e.Rule != "" {
		text = e.Rule + ": " + text
	}
	return fmt.Sprintf("%s %+.2f", text, e.Weight)
}

// sortEvidence puts the weightiest first; what weighs the same stands in the order of rule, kind and text.
func sortEvidence(all []Evidence) {
	slices.SortFunc(all, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)), cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
	})
}

// rounded returns x with three digits behind the point, so that what is shown and what is stored are one.
func rounded(x float64) float64 { return math.Round(x*1000) / 1000 }
