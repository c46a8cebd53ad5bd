package routing

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// trigger says when a stage is reached: at the first of what is set.
type trigger struct {
	share     int64         // of the promise, in millionths
	business  time.Duration // after the arrival, in the hours of the queue
	wall      time.Duration // after the arrival, around the clock
	unstaffed bool          // nobody so far is at work
	forecast  bool          // the promise would be broken before the queue comes to the ticket
}

// parseTrigger reads forms such as 25%, 10m, 10m wall, unstaffed and forecast, joined by the word or.
func parseTrigger(text string) (t trigger, err error) {
	if strings.TrimSpace(text) == "" {
		return t, fmt.Errorf("missing; write when the stage is reached, such as 25%%, 10m, 10m wall, unstaffed or forecast")
	}
	for part := range strings.SplitSeq(text, " or ") {
		if err := t.read(strings.Fields(part)); err != nil {
			return trigger{}, err
		}
	}
	return t, nil
}

// read notes one form.
func (t *trigger) read(words []string) error {
	whole := strings.Join(words, " ")
	switch {
	case whole == "unstaffed":
		return once(&t.unstaffed, true, whole)
	case whole == "forecast":
		return once(&t.forecast, true, whole)
	case strings.HasSuffix(whole, "%"):
		share, err := parseShare(whole, 1000)
		if err != nil {
			return err
		}
		return once(&t.share, share, whole)
	case len(words) == 0 || len(words) > 2 || len(words) == 2 && words[1] != "wall":
		return fmt.Errorf("%q is no time of a stage: write 25%%, 10m, 10m wall, unstaffed or forecast", whole)
	}
	d, err := time.ParseDuration(words[0])
	if err != nil || d <= 0 {
		return fmt.Errorf("%q is no time of a stage: write 25%%, 10m, 10m wall, unstaffed or forecast", whole)
	}
	if len(words) == 2 {
		return once(&t.wall, d, whole)
	}
	return once(&t.business, d, whole)
}

// once sets what has not been set.
func once[T comparable](to *T, value T, text string) error {
	var unset T
	if *to != unset {
		return fmt.Errorf("%q comes after another of its kind; write one of them", text)
	}
	*to = value
	return nil
}

// parseShare reads a share above 0% and up to most per cent, and returns it in millionths.
func parseShare(text string, most float64) (int64, error) {
	number, ok := strings.CutSuffix(strings.TrimSpace(text), "%")
	x, err := strconv.ParseFloat(number, 64)
	millionths := math.Round(x * 10_000)
	if !ok || err != nil || !(millionths >= 1) || x > most {
		return 0, fmt.Errorf("%q is no share above 0%% and up to %g%%: write one such as 25%%", text, most)
	}
	return int64(millionths), nil
}
