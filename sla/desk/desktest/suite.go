package desktest

import (
	"cmp"
	"fmt"
	"testing"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Suite says how long a store is put to the test. The zero Suite is the usual length.
type Suite struct {
	// Orders is how many orders of the calls of two workers each rule about them walks through at most: all those in which one
	// who could go on gives way to another twice or less come before any other. A quarter as many are drawn beyond. 0 means 100.
	Orders int
	// Seeds is how many lives the soak lives. 0 means 10.
	Seeds int
}

func (s Suite) orders() int { return cmp.Or(s.Orders, 100) }
func (s Suite) seeds() int  { return cmp.Or(s.Seeds, 10) }

// Run puts a store to the whole suite: every rule, each in a subtest of its name with a store of its own, the journey, the soak
// and the mutants. newStore returns an empty store and may use t.Cleanup to take it away. Where a store lacks a power, what
// needs it is not checked, and the log says so.
//
// All instants lie years back, from March 2020 on, so that a store with a clock of its own has always passed them.
func Run(t *testing.T, newStore func(t *testing.T) Store) { Suite{}.Run(t, newStore) }

// Run does what the function Run does, at the length of the suite.
func (s Suite) Run(t *testing.T, newStore func(t *testing.T) Store) {
	t.Helper()
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) { r.run(t, s.build(t, newStore)) })
	}
	t.Run("journey", func(t *testing.T) { checkJourney(t, newStore(t)) })
	for seed := range s.seeds() {
		t.Run(fmt.Sprint("soak: seed ", seed), func(t *testing.T) { Soak(t, newStore, uint64(seed)) })
	}
	t.Run("mutants", func(t *testing.T) { s.Mutants(t, newStore) })
}

// build is what a rule of a test is checked on.
func (s Suite) build(t *testing.T, newStore func(t *testing.T) Store) build {
	return build{open: func() Store { return newStore(t) }, suite: s}
}

// checkJourney tells the journey over a store.
func checkJourney(t *testing.T, s Store) {
	t.Helper()
	if !has[desk.Reader](s) {
		t.Logf("not told: the store offers no %s", reader.name)
		return
	}
	told, err := Journey(s)
	if was, due := apartText(told, JourneyText()); err != nil || was != due {
		t.Fatalf("The same story over another store must give the same records, to the byte.\nerror: %v\ngot %s\ndue is %s", err, was, due)
	}
}
