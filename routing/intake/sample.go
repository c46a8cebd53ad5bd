package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// OutOfScope is the label of messages that belong to no label. They are no class: every class learns from them what it is not.
const OutOfScope = "oos"

// Sample is a message whose label is known.
type Sample struct {
	Text string `json:"text" yaml:"text"`
	// Label is type/intent, or one word that is both.
	Label string `json:"label" yaml:"label"`
}

// wrongLabel says what is wrong with a label, or nothing.
func wrongLabel(label string) string {
	kind, intent, halves := strings.Cut(label, "/")
	switch {
	case label == "":
		return "missing; write type/intent, or " + OutOfScope + " for what belongs to no label"
	case kind == Unclassified:
		return fmt.Sprintf("%q is what a reading says that does not know; write %s for what belongs to no label", label, OutOfScope)
	case halves && (kind == "" || intent == ""):
		return fmt.Sprintf("%q has nothing on one side of the slash; write type/intent, or one word for both", label)
	}
	return ""
}

// canonical returns the samples by label and then by text, each once, so that neither the order of a file nor a line that
// stands twice changes a model.
func canonical(samples []Sample) []Sample {
	out := slices.Clone(samples)
	slices.SortFunc(out, func(a, b Sample) int {
		return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Text, b.Text))
	})
	return slices.Compact(out)
}
