package desktest_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/desktest"
)

// The answer to a change is lost after it was stored. Whoever makes it again from the old head is told so.
func ExampleFlaky() {
	memory := desk.NewMemory()
	store := desktest.Flaky(memory, func(n int, _ string) desktest.Fault {
		if n == 0 {
			return desktest.FailAfter
		}
		return desktest.NoFault
	})
	opened := func(desk.Case) (desk.Change, error) {
		next := desk.Change{Case: desk.Case{Ticket: "T-1", Lead: "lea"}}
		next.Case.Head.Seq = 1
		return next, nil
	}
	ctx := context.Background()
	fmt.Println(store.Update(ctx, "T-1", opened))
	fmt.Println(store.Update(ctx, "T-1", opened))
	// Output:
	// Update: failed by plan
	// ticket "T-1": the case has moved on
}

// What the suite says about workers who overtake each other.
func ExampleRules() {
	for _, r := range desktest.Rules() {
		if what, ok := strings.CutPrefix(r.Name, "in every order: "); ok {
			fmt.Println(what, r.Needs)
		}
	}
	// Output:
	// two sweepers tell each effect once [desk.Reader]
	// two deliverers send each notice once []
	// who is late with a verdict is fenced off []
	// what counts as delivered has arrived [desk.Deliveries]
	// after a committed pause nothing is told [desk.Reader]
	// two events of one ticket both count, and one sent twice counts once [desk.Reader]
	// a verdict and an event of one ticket both count [desk.Reader desk.Deliveries]
	// two tickets do not take one last place []
	// who sees a case sees its notices []
}
