//go:build !race

package live_test

// raceDetector says that the race detector runs. It sees nothing of what happens between processes.
const raceDetector = false
