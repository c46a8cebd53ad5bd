package desktest

import (
	"testing"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// The memory store keeps every rule.
func TestMemory(t *testing.T) {
	Run(t, func(*testing.T) Store { return desk.NewMemory() })
}
