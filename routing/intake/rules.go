package intake

import (
	"bytes"
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
)

// Rules read messages by what is written down. They are immutable, may be used by several goroutines at once, and are the same
// in whatever order they were written.
//
// A rule holds when the weights of what it finds reach what it needs. Rules of one type and intent add up. The weightiest
// type wins; how sure it is falls with the weight of the next: two that weigh the same are half as sure as one alone.
type Rules struct {
	rules []rule // by name
}

// rule is one compiled rule.
type rule struct {
	name, kind, intent, priority, language string
	tags, channels                         []string
	confidence, needs                      float64
	phrases                                []phrase
	patterns                               []pattern
	senders                                []sender
}

// phrase is words with a space before each, as in a folded text. An open one may go on within the last word.
type phrase struct {
	text   string
	open   bool
	shown  string
	weight float64
}

type pattern struct {
	*regexp.Regexp
	weight float64
}

// sender is a domain or an address in lower case.
type sender struct {
	text   string
	weight float64
}

// most returns the most weight that a message can have.
func (r *rule) most() (sum float64) {
	for _, p := range r.phrases {
		sum += max(0, p.weight)
	}
	for _, p := range r.patterns {
		sum += max(0, p.weight)
	}
	for _, s := range r.senders {
		sum += max(0, s.weight)
	}
	return sum
}

// Classify reads a message. It never fails. Evidence is what the rules found that speak for the type, or all that hold when none
// has a type; hints are those of every rule that holds.
func (rs *Rules) Classify(_ context.Context, m Message) (Reading, error) {
	var f folded
	f.fold(m.Body())
	v := verdict{reading: Reading{Type: Unclassified, Language: Unknown, By: "rules", Why: "no rule holds"}}
	from, body := strings.ToLower(addressIn(m.Sender)), clip(m.Body())
	for i := range rs.rules {
		r := &rs.rules[i]
		if len(r.channels) > 0 && !slices.Contains(r.channels, m.Channel) {
			continue
		}
		if found, sum := r.look(f.text, body, from); len(found) > 0 && sum >= r.needs {
			v.add(r, found, sum)
		}
	}
	return v.decide(), nil
}

// look returns what a rule finds and the sum of the weights.
func (r *rule) look(text []byte, body, from string) (found []Evidence, sum float64) {
	note := func(kind, what string, weight float64) {
		found = append(found, Evidence{kind, what, weight, r.name})
		sum += weight
	}
	for _, p := range r.phrases {
		if p.in(text) {
			kind := "word"
			if strings.Count(p.text, " ") > 1 {
				kind = "phrase"
			}
			note(kind, p.shown, p.weight)
		}
	}
	for _, p := range r.patterns {
		if at := p.FindStringIndex(body); at != nil {
			note("pattern", body[at[0]:at[1]], p.weight)
		}
	}
	for _, s := range r.senders {
		if s.sent(from) {
			note("sender", s.text, s.weight)
		}
	}
	return found, sum
}

// in says whether the phrase stands in a folded text, between whole words unless it is open.
func (p phrase) in(text []byte) bool {
	for {
		at := bytes.Index(text, []byte(p.text))
		if at < 0 {
			return false
		}
		end := at + len(p.text)
		if p.open || end == len(text) || text[end] == ' ' {
			return true
		}
		text = text[at+1:]
	}
}

// sent says whether an address is the sender's, or lies in its domain.
func (s sender) sent(from string) bool {
	if from == s.text {
		return true
	}
	_, domain, ok := strings.Cut(from, "@")
	return ok && (domain == s.text || strings.HasSuffix(domain, "."+s.text))
}

// verdict gathers the rules that hold.
type verdict struct {
	reading  Reading
	outcomes []outcome
	hints    []hint
	found    []Evidence
}

// outcome is a type and intent, and what speaks for it.
type outcome struct {
	kind, intent string
	weight       float64
	confidence   float64
	found        []Evidence
}

// hint is what a rule says beside the type.
type hint struct {
	priority, language string
	tags               []string
	weight             float64
	found              []Evidence
}

// says returns what a rule says beside the type, with what it found.
func (h hint) says() (said []Hint) {
	found := slices.Clone(h.found)
	sortEvidence(found)
	if h.priority != "" {
		said = append(said, Hint{hintPriority, h.priority, found})
	}
	if h.language != "" {
		said = append(said, Hint{hintLanguage, h.language, found})
	}
	for _, tag := range h.tags {
		said = append(said, Hint{hintTag, tag, found})
	}
	return said
}

// add takes in a rule that holds.
func (v *verdict) add(r *rule, found []Evidence, sum float64) {
	v.found = append(v.found, found...)
	v.reading.Tags = joined(v.reading.Tags, r.tags)
	v.hints = append(v.hints, hint{r.priority, r.language, r.tags, sum, found})
	if r.kind == "" {
		return
	}
	i := slices.IndexFunc(v.outcomes, func(o outcome) bool { return o.kind == r.kind && o.intent == r.intent })
	if i < 0 {
		i = len(v.outcomes)
		v.outcomes = append(v.outcomes, outcome{kind: r.kind, intent: r.intent})
	}
	o := &v.outcomes[i]
	o.weight, o.confidence = o.weight+sum, max(o.confidence, r.confidence)
	o.found = append(o.found, found...)
}

// decide returns the reading.
func (v *verdict) decide() Reading {
	r := v.reading
	slices.SortStableFunc(v.hints, func(a, b hint) int { return cmp.Compare(b.weight, a.weight) })
	var said []Hint
	for _, h := range v.hints {
		r.Priority = cmp.Or(r.Priority, h.priority)
		if r.Language == Unknown && h.language != "" {
			r.Language = h.language
		}
		said = append(said, h.says()...)
	}
	r.Hints = r.hinted(said)
	if len(v.outcomes) == 0 {
		if r.Evidence = v.found; len(v.found) > 0 {
			r.Why = "no rule that holds has a type"
		}
		sortEvidence(r.Evidence)
		return r
	}
	slices.SortFunc(v.outcomes, func(a, b outcome) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.kind, b.kind), cmp.Compare(a.intent, b.intent))
	})
	total := v.outcomes[0].weight
	if len(v.outcomes) > 1 {
		total += v.outcomes[1].weight
	}
	for _, o := range v.outcomes[:min(mostGuesses, len(v.outcomes))] {
		share := 1.0
		if len(v.outcomes) > 1 {
			share = o.weight / total
		}
		r.Guesses = append(r.Guesses, Guess{o.kind, o.intent, rounded(o.confidence * share)})
	}
	first := v.outcomes[0]
	r.Type, r.Intent, r.Why, r.Evidence = first.kind, first.intent, "", first.found
	r.Confidence = r.Guesses[0].Confidence
	sortEvidence(r.Evidence)
	return r
}

// addressIn returns the address of a sender that may have a name before it, such as Ana <ana@bank.example>.
func addressIn(from string) string {
	if i := strings.LastIndexByte(from, '<'); i >= 0 {
		from, _, _ = strings.Cut(from[i+1:], ">")
	}
	return strings.TrimSpace(from)
}
