package desktest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The suite finds each mutant by its rule, over the memory store and over one without a power.
func TestMutants(t *testing.T) {
	require.Len(t, mutants, 7)
	Mutants(t, func(*testing.T) Store { return memory.open() })
	Mutants(t, func(*testing.T) Store { return bare{memory.open()} })
}
