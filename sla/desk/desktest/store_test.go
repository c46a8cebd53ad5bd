package desktest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// The memory store keeps every rule.
func TestMemory(t *testing.T) {
	Run(t, func(*testing.T) Store { return desk.NewMemory() })
}

// bare is a store without a power.
type bare struct{ Store }

// A store without a power keeps the rules that it can keep, and of each other one it is told what it lacks.
func TestAbsentPowersAreTold(t *testing.T) {
	of := build{open: func() Store { return bare{desk.NewMemory()} }}
	for _, r := range append(rules(), life(0)) {
		f := try(r, of)
		require.Empty(t, f.said, r.name)
		require.Equal(t, len(r.needs) > 0 || r.name == "", len(f.logged) == 1, r.name)
	}
}
