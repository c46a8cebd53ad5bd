package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Classifier reads messages. A host brings its own, such as a service that it asks.
type Classifier interface {
	// Classify reads m. The answer's Type is what it takes the message for, even when it is not sure, with its Confidence;
	// no type means that it cannot tell. An implementation returns an error when it could not do its work, and soon after ctx has
	// ended at the latest; one that asks nobody need not look at ctx. It may be called by several goroutines at once.
	Classify(ctx context.Context, m Message) (Reading, error)
}

// ClassifierFunc is a function that is a [Classifier].
type ClassifierFunc func(ctx context.Context, m Message) (Reading, error)

// Classify calls f.
func (f ClassifierFunc) Classify(ctx context.Context, m Message) (Reading, error) { return f(ctx, m) }

// First returns the classifier that asks others in turn and takes the first answer that is at least so sure, 0 to 1. One that
// fails, times out or answers with a confidence that is none is passed over, and the reading says so. It never fails: when
// nobody is sure enough, the reading is [Unclassified] with the guesses of the surest. Hints (priority, tags, language) of those
// asked before are kept where the answer has none.
func First(confidence float64, classifiers ...Classifier) Classifier {
	return chain{confidence, slices.Clone(classifiers)}
}

type chain struct {
	confidence float64
	links      []Classifier
}

// Classify asks the classifiers of the chain.
func (c chain) Classify(ctx context.Context, m Message) (Reading, error) {
	best := Reading{Type: Unclassified, Language: Unknown, Why: "nobody can tell"}
	var hints Reading
	var missed []Miss
	for i, link := range c.links {
		r, err := link.Classify(ctx, m)
		if err == nil {
			err = wrong(r)
		}
		if err != nil {
			missed = append(missed, Miss{i, reason(err)})
			continue
		}
		for _, lower := range r.Missed {
			missed = append(missed, Miss{i, lower.Why})
		}
		hints = r.over(hints)
		if !r.Decided() {
			r = r.undecided(cmp.Or(r.Why, "it cannot tell"))
		}
		if r = r.Asking(c.confidence); r.Decided() {
			return r.with(hints, missed), nil
		}
		if best.By == "" && best.Guesses == nil || r.Confidence > best.Confidence {
			best = r
		}
	}
	return best.with(hints, missed), nil
}

// wrong says what is wrong with an answer.
func wrong(r Reading) error {
	if !(r.Confidence >= 0 && r.Confidence <= 1) {
		return fmt.Errorf("confidence %v: write 0 to 1", r.Confidence)
	}
	return nil
}

// reason says why a classifier gave no answer.
func reason(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "timed out"
	case errors.Is(err, context.Canceled):
		return "was called off"
	}
	return err.Error()
}

// over returns the hints of r, and those of an earlier reading where r has none. Tags of both are kept.
func (r Reading) over(earlier Reading) Reading {
	h := Reading{Priority: r.Priority, Language: r.Language, Tags: joined(earlier.Tags, r.Tags)}
	if h.Priority == "" {
		h.Priority = earlier.Priority
	}
	if h.Language == "" || h.Language == Unknown {
		h.Language = earlier.Language
	}
	h.Hints = h.hinted(r.Hints, earlier.Hints)
	return h
}

// with returns r with hints and with the classifiers that gave no answer.
func (r Reading) with(hints Reading, missed []Miss) Reading {
	r.Priority, r.Language, r.Tags, r.Hints, r.Missed = hints.Priority, hints.Language, hints.Tags, hints.Hints, missed
	if r.Language == "" {
		r.Language = Unknown
	}
	return r
}

// joined returns the tags of both, sorted, none twice.
func joined(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// Within returns the classifier that gives c so much time for a message. The time is counted by the context; c is trusted to
// return when it ends.
func Within(timeout time.Duration, c Classifier) Classifier {
	return ClassifierFunc(func(ctx context.Context, m Message) (Reading, error) {
		ctx, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		return c.Classify(ctx, m)
	})
}
