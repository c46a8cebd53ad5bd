package desktest

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// The memory store keeps every rule.
func TestMemory(t *testing.T) {
	Run(t, func(*testing.T) Store { return desk.NewMemory() })
}

// A store keeps the rules about what memory lacks: a clock of its own, and rows that can be spoilt.
func TestRulesThatMemoryCannotBreak(t *testing.T) {
	for name, of := range map[string]build{
		"clock: a caller who is ahead fires nothing early":   clocked(func(now, own sla.Instant) sla.Instant { return min(now, own) }),
		"clock: a caller who is behind is late, and no more": clocked(func(now, own sla.Instant) sla.Instant { return min(now, own) }),
		"poison: a row that cannot be decoded is set aside":  spoilable(false),
	} {
		f := try(ruleOf(name), of)
		require.Empty(t, f.said, name)
		require.Empty(t, f.logged, name)
	}
}

// bare is a store without a power.
type bare struct{ Store }

var unchecked = regexp.MustCompile(`^not (checked|soaked): the store `)

// A store without a power keeps the rules that it can keep, and of each other one it is told what it lacks.
func TestAbsentPowersAreTold(t *testing.T) {
	of := build{open: func() Store { return bare{desk.NewMemory()} }}
	for _, r := range append(rules(), life(0)) {
		f := try(r, of)
		require.Empty(t, f.said, r.name)
		told := len(f.logged) == 1 && unchecked.MatchString(f.logged[0])
		require.Equal(t, len(r.needs) > 0 || r.name == "", told, r.name)
	}
}
