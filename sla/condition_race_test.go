//go:build race

package sla

// raceDetector says that the race detector runs, under which sync.Pool drops values at random.
const raceDetector = true
