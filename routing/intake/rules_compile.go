package intake

import (
	"cmp"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bellhop-sla/bellhop/calendar"
)

// mostPattern is how many bytes a regular expression may have.
const mostPattern = 1 << 10

// Compile checks the spec and returns the rules. The error is [calendar.Problems] with every fault at its path, such as
// rules[1].patterns[0].match.
func Compile(spec RulesSpec) (*Rules, error) {
	c := rulesCompiler{names: map[string]int{}}
	for i, s := range spec.Rules {
		c.rule(calendar.IndexPath("rules", i), i, s)
	}
	if err := c.problems.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(c.rules, func(a, b rule) int { return cmp.Compare(a.name, b.name) })
	return &Rules{c.rules}, nil
}

// rulesCompiler makes rules and collects the problems of their spec.
type rulesCompiler struct {
	rules    []rule
	names    map[string]int
	problems calendar.Problems
}

func (c *rulesCompiler) rule(path string, i int, s RuleSpec) {
	c.name(path, i, s.Name)
	c.says(path, s)
	r := rule{
		name: s.Name, kind: s.Type, intent: s.Intent, priority: s.Priority, language: s.Language, tags: joined(s.Tags, nil),
		confidence: cmp.Or(s.Confidence, 1), channels: slices.Clone(s.Channels), needs: cmp.Or(s.Needs, 1),
	}
	for _, text := range slices.Sorted(maps.Keys(s.Words)) {
		c.phrase(&r, calendar.KeyPath(path+".words", text), text, s.Words[text])
	}
	for j, p := range s.Patterns {
		c.pattern(&r, calendar.IndexPath(path+".patterns", j), p)
	}
	for _, text := range slices.Sorted(maps.Keys(s.Senders)) {
		c.sender(&r, calendar.KeyPath(path+".senders", text), text, s.Senders[text])
	}
	for j, channel := range s.Channels {
		if channel == "" {
			c.problems.Add(calendar.IndexPath(path+".channels", j), "is empty; remove it or write a channel")
		}
	}
	if !(s.Needs >= 0) || math.IsInf(s.Needs, 0) {
		c.problems.Add(path+".needs", "must be more than zero, not %v", s.Needs)
	} else if most := r.most(); most < r.needs && len(c.problems) == 0 {
		c.problems.Add(path+".needs", "%v is more than all its weights together, which are %v; lower it or raise them", r.needs, most)
	}
	c.rules = append(c.rules, r)
}

func (c *rulesCompiler) name(path string, i int, name string) {
	if was, ok := c.names[name]; name == "" {
		c.problems.Add(path+".name", "missing; write a name")
	} else if ok {
		c.problems.Add(path+".name", "%q stands at rules[%d] already; give one of them another name", name, was)
	} else {
		c.names[name] = i
	}
}

// says checks what a rule says of messages.
func (c *rulesCompiler) says(path string, s RuleSpec) {
	switch {
	case s.Type == Unclassified:
		c.problems.Add(path+".type", "%q is what a reading says that does not know; write another type", s.Type)
	case s.Type == "" && s.Intent != "":
		c.problems.Add(path+".intent", "has no type; write the type that it belongs to")
	case s.Type == "" && s.Priority == "" && s.Language == "" && len(s.Tags) == 0:
		c.problems.Add(path+".type", "missing, and there is no priority, language or tag; write what the rule says")
	}
	if !(s.Confidence >= 0 && s.Confidence <= 1) {
		c.problems.Add(path+".confidence", "must be above 0 and at most 1, not %v", s.Confidence)
	}
	for j, tag := range s.Tags {
		if tag == "" {
			c.problems.Add(calendar.IndexPath(path+".tags", j), "is empty; remove it or write a tag")
		}
	}
}

// weight refuses weights that count for nothing.
func (c *rulesCompiler) weight(path string, w float64) {
	if w == 0 || math.IsNaN(w) || math.IsInf(w, 0) {
		c.problems.Add(path, "the weight must be a number other than zero, not %v", w)
	}
}

func (c *rulesCompiler) phrase(r *rule, path, text string, w float64) {
	c.weight(path, w)
	body, open := strings.CutSuffix(strings.TrimSpace(text), "*")
	var f folded
	f.fold(body)
	switch {
	case len(f.words) == 0:
		c.problems.Add(path, "holds no word; write letters or digits")
		return
	case strings.Contains(body, "*"), open && !endsInWord(body):
		c.problems.Add(path, "a * stands at the end of the last word only")
	}
	r.phrases = append(r.phrases, phrase{text: " " + strings.Trim(string(f.text), " "), open: open, shown: text, weight: w})
}

func (c *rulesCompiler) pattern(r *rule, path string, p PatternSpec) {
	if p.Match == "" || len(p.Match) > mostPattern {
		c.problems.Add(path+".match", "has %d bytes; write 1 to %d", len(p.Match), mostPattern)
		return
	}
	if p.Weight != 0 {
		c.weight(path+".weight", p.Weight)
	}
	re, err := regexp.Compile(p.Match)
	if err != nil {
		c.problems.Add(path+".match", "is no regular expression of RE2: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return
	}
	r.patterns = append(r.patterns, pattern{re, cmp.Or(p.Weight, 1)})
}

func (c *rulesCompiler) sender(r *rule, path, text string, w float64) {
	c.weight(path, w)
	folded := strings.ToLower(strings.TrimSpace(text))
	if strings.HasPrefix(folded, "@") || strings.HasSuffix(folded, "@") || strings.Trim(folded, ".") != folded || folded == "" || strings.ContainsAny(folded, " *") {
		c.problems.Add(path, "is no domain and no address; write them such as bank.example or ana@bank.example")
	}
	r.senders = append(r.senders, sender{folded, w})
}

func endsInWord(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return inWord(r)
}
