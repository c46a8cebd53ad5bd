package outbox_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// offer returns an offer to ana that times out a quarter of an hour after noon.
func offer() outbox.Handoff {
	return outbox.Handoff{ID: "o", Agent: "ana", State: outbox.Offered, At: noon, Until: noon.Add(15 * time.Minute)}
}

// TestLawHandoff: an offer ends at most once, and then nothing changes it; what comes later is late, and no error. An answer
// counts only before the time is up, and a time-out has the instant at which it was.
func TestLawHandoff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, now := offer(), noon
		for range rapid.IntRange(1, 10).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 10).Draw(t, "later")) * time.Minute)
			was, ended := h, false
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				state := rapid.SampledFrom([]outbox.HandoffState{outbox.Accepted, outbox.Declined}).Draw(t, "answer")
				late, err := h.Answer(state, "ana", "", now)
				require.NoError(t, err)
				require.Equal(t, was.State != outbox.Offered || now >= h.Until, late)
				ended = !late
			case 1:
				ended = h.TimeOut(now)
				if ended {
					require.Equal(t, h.Until, h.Ended)
				}
			case 2:
				ended = h.Rescind("moved", now)
			}
			if !ended {
				require.Equal(t, was, h)
				continue
			}
			require.Equal(t, outbox.Offered, was.State)
			require.NotEqual(t, outbox.Offered, h.State)
			require.NotZero(t, h.Ended)
		}
	})
}

// TestAnswerRefused: nobody but the agent of an offer answers it, and only by yes or no.
func TestAnswerRefused(t *testing.T) {
	h := offer()
	for _, by := range []string{"ben", ""} {
		_, err := h.Answer(outbox.Accepted, by, "", noon)
		require.ErrorIs(t, err, outbox.ErrNotYours)
	}
	_, err := h.Answer(outbox.TimedOut, "ana", "", noon)
	require.EqualError(t, err, `offer "o": "timed_out" is no answer: write accepted or declined`)
	require.Equal(t, offer(), h)
}

func ExampleHandoff() {
	h := offer()
	fmt.Println(h.Answer(outbox.Declined, "ana", "not my field", noon.Add(time.Minute)))
	fmt.Println(h.State, h.Reason, h.Ended)
	fmt.Println(h.Answer(outbox.Accepted, "ana", "", noon.Add(2*time.Minute)))
	// Output:
	// false <nil>
	// declined not my field 2026-03-06T12:01:00Z
	// true <nil>
}
