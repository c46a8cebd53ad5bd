//go:build race

package audit_test

// raceDetector says that the race detector runs, which makes a million verifications take a minute.
const raceDetector = true
