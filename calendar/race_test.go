//go:build race

package calendar

// slow says that the race detector is on.
const slow = true
