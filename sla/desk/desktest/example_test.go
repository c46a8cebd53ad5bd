package desktest_test

import (
	"context"
	"fmt"

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
