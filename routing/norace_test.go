//go:build !race

package routing_test

// slow says that the race detector is on.
const slow = false
