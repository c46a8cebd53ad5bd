//go:build race

package intake

// raceDetector says that the race detector runs, which makes the training on thousands of messages take minutes.
const raceDetector = true
