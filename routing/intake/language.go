package intake

import "context"

// Detector tells the language of a text.
type Detector interface {
	// Detect returns the code of the language by ISO 639-1, such as de, or [Unknown]. It answers for every text, and may be
	// called by several goroutines at once.
	Detect(text string) string
}

// InLanguage returns the classifier that answers as c does, with the language that d detects where c does not know it.
func InLanguage(d Detector, c Classifier) Classifier {
	return ClassifierFunc(func(ctx context.Context, m Message) (Reading, error) {
		r, err := c.Classify(ctx, m)
		if err != nil || r.Language != "" && r.Language != Unknown {
			return r, err
		}
		if r.Language = d.Detect(m.Body()); r.Language == "" {
			r.Language = Unknown
		}
		return r, nil
	})
}
