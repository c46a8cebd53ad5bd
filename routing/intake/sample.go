package intake

import (
	"cmp"
	"slices"
)

// OutOfScope is the label of messages that belong to no label. They are no class: every class learns from them what it is not.
const OutOfScope = "oos"

// Sample is a message whose label is known.
type Sample struct {
	Text string `json:"text" yaml:"text"`
	// Label is type/intent, or one word that is both.
	Label string `json:"label" yaml:"label"`
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
