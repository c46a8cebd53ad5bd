//go:build !race

package sla

const raceDetector = false
