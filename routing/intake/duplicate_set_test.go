package intake

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// again is a customer who writes the same message a second time: with slips of the keyboard, with words left out, said twice or
// put elsewhere, and with a greeting or a reminder around it.
type again struct{ *rand.Rand }

func (a again) write(text string) string {
	words := strings.Fields(text)
	for i := range words {
		if a.Float64() < 0.08 {
			words[i] = a.slip(words[i])
		}
	}
	switch a.IntN(4) {
	case 0:
		cut := a.IntN(len(words))
		words = slices.Concat(words[cut:], words[:cut])
	case 1:
		if i := a.IntN(len(words)); len(words) > 4 {
			words = slices.Delete(words, i, i+1)
		}
	case 2:
		if i := a.IntN(len(words)); i > 0 {
			words[i-1], words[i] = words[i], words[i-1]
		}
	}
	text = strings.Join(words, " ")
	switch a.IntN(5) {
	case 0:
		text = "hi, " + text
	case 1:
		text += " please"
	case 2:
		text = strings.ToUpper(text) + "!"
	}
	return text
}

// slip swaps, drops, doubles or replaces one letter.
func (a again) slip(word string) string {
	letters := []rune(word)
	i := a.IntN(len(letters))
	switch a.IntN(4) {
	case 0:
		if i > 0 {
			letters[i-1], letters[i] = letters[i], letters[i-1]
		}
	case 1:
		letters = slices.Delete(letters, i, i+1)
	case 2:
		letters = slices.Insert(letters, i, letters[i])
	default:
		letters[i] = 'a' + rune(a.IntN(26))
	}
	return string(letters)
}

// pairs are the scores of messages of one customer: of those said again, of others, and of others with the same label.
type pairs struct{ again, other, near []float64 }

// pairsOf returns the scores of samples that hold five words or more. An other message is one that is not like the first by
// intent.
func pairsOf(samples []Sample, like func(a, b Sample) bool) (p pairs) {
	a := again{rand.New(rand.NewPCG(1, 2))}
	score := func(one, two string) float64 {
		return Score(PrintOf("", "c", Message{Text: one}), PrintOf("", "c", Message{Text: two}))
	}
	for _, s := range samples {
		if len(strings.Fields(s.Text)) < 5 {
			continue
		}
		for range 8 {
			p.again = append(p.again, score(s.Text, a.write(s.Text)))
			o := samples[a.IntN(len(samples))]
			switch {
			case o.Text == s.Text:
			case o.Label == s.Label:
				p.near = append(p.near, score(s.Text, o.Text))
			case !like(s, o):
				p.other = append(p.other, score(s.Text, o.Text))
			}
		}
	}
	return p
}

// from returns the share of scores that reach a line.
func from(scores []float64, line float64) float64 {
	n := 0
	for _, s := range scores {
		n += count(s >= line)
	}
	return ratio(n, len(scores))
}

// line is a score at which the figures of duplicates are asked.
const line = 0.6

func (p pairs) tell(t *testing.T) {
	for _, at := range []float64{DefaultLink, line, DefaultMerge} {
		t.Logf("from %.2f on: %s of %d said again, %s of %d others, %s of %d others with the same label",
			at, percent(from(p.again, at)), len(p.again), percent(from(p.other, at)), len(p.other), percent(from(p.near, at)), len(p.near))
	}
}

// composed are messages of which no two with other beginnings and ends say the same.
func composed() (samples []Sample, like func(a, b Sample) bool) {
	ends := []string{
		"has not arrived although you promised it for this week", "shows a wrong total since the last change",
		"does not start after the update of yesterday", "was booked twice and nobody told us",
		"asks for a password that I never had", "is much slower than it was in spring",
	}
	for _, begin := range []string{
		"my order", "the invoice of last month", "the new laptop", "our meeting room", "the shared mailbox", "your mobile app",
	} {
		for _, end := range ends {
			samples = append(samples, Sample{begin + " " + end, begin})
		}
	}
	end := func(s Sample) string { return strings.TrimPrefix(s.Text, s.Label) }
	return samples, func(a, b Sample) bool { return end(a) == end(b) }
}

func TestDuplicatesAreFound(t *testing.T) {
	p := pairsOf(composed())
	p.tell(t)
	require.GreaterOrEqual(t, from(p.again, line), 0.94)
	require.LessOrEqual(t, from(p.other, line), 0.01)
}

// On published questions the line holds even where the other message asks the same thing in other words.
func TestDuplicatesAreFoundAmongPublishedQuestions(t *testing.T) {
	p := pairsOf(banking(t, "test.csv"), func(Sample, Sample) bool { return false })
	p.tell(t)
	require.GreaterOrEqual(t, from(p.again, line), 0.94)
	require.LessOrEqual(t, from(p.other, line), 0.01)
	require.LessOrEqual(t, from(p.near, line), 0.01)
}
