package intake

// RulesSpec is the written form of rules.
type RulesSpec struct {
	Rules []RuleSpec `json:"rules,omitempty" yaml:"rules,omitempty"`
}

// RuleSpec declares a rule: what it looks for, each part with a weight, and what it says of a message in which it finds
// enough.
type RuleSpec struct {
	Name string `json:"name" yaml:"name"`

	// Type and Intent are what the rule takes the message for. A rule without a type gives hints only.
	Type   string `json:"type,omitempty" yaml:"type,omitempty"`
	Intent string `json:"intent,omitempty" yaml:"intent,omitempty"`
	// Priority, Language and Tags are hints, whoever says the type.
	Priority string   `json:"priority,omitempty" yaml:"priority,omitempty"`
	Language string   `json:"language,omitempty" yaml:"language,omitempty"`
	Tags     []string `json:"tags,omitempty" yaml:"tags,omitempty"`
	// Confidence is how often the rule is right when no other contradicts it, above 0 and at most 1. None means 1.
	Confidence float64 `json:"confidence,omitempty" yaml:"confidence,omitempty"`

	// Words are words and phrases by weight, such as {refund: 2, "charged twice": 3, "refund*": 1, "do not": -2}. Case
	// and punctuation do not count; a word that ends in * is any word that begins so. Each counts once, however often it
	// stands. A weight below zero speaks against the rule.
	Words map[string]float64 `json:"words,omitempty" yaml:"words,omitempty"`
	// Patterns are regular expressions (RE2) over the subject and the text, as they were written.
	Patterns []PatternSpec `json:"patterns,omitempty" yaml:"patterns,omitempty"`
	// Senders are domains such as bank.example, with the domains below them, or whole addresses, by weight.
	Senders map[string]float64 `json:"senders,omitempty" yaml:"senders,omitempty"`
	// Channels are those in which the rule holds. None means all.
	Channels []string `json:"channels,omitempty" yaml:"channels,omitempty"`
	// Needs is the sum of weights from which on the rule holds. None means 1.
	Needs float64 `json:"needs,omitempty" yaml:"needs,omitempty"`
}

// PatternSpec declares a regular expression that a rule looks for.
type PatternSpec struct {
	Match string `json:"match" yaml:"match"`
	// Weight counts once, however often the expression matches. None means 1.
	Weight float64 `json:"weight,omitempty" yaml:"weight,omitempty"`
}
