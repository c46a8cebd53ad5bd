//go:build !race

package live_test

// slow says that the race detector is on.
const slow = false
