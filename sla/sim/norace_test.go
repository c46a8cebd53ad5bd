//go:build !race

package sim

// raced says that the race detector makes everything slow.
const raced = false
