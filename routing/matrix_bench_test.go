package routing_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

func bigMatrix(tb testing.TB, spec routing.MatrixSpec) *routing.Matrix {
	m, err := routing.CompileMatrix(spec, bigTerms)
	require.NoError(tb, err)
	return m
}

// bigTickets returns tickets of a big table, with the first values in one run and others in the next.
func bigTickets(n int) (tickets []sla.Fields) {
	r := rand.New(rand.NewPCG(1, 2))
	for range n {
		tickets = append(tickets, bigTicket(r))
	}
	return tickets
}

// Cost: a look-up takes no memory, whatever the ticket, the row or the condition. Under the race detector the machines of conditions
// are made anew at random.
func TestBudgetMatrixRowAllocatesNothing(t *testing.T) {
	plain, conditional := bigTable(1, randomLists), bigTable(1, randomLists)
	for i := range conditional.Rows {
		conditional.Rows[i].When = `a != "value03" and b in ["value01", "value02"]`
	}
	specs := []routing.MatrixSpec{plain, conditional}
	if slow {
		specs = specs[:1]
	}
	for _, spec := range specs {
		m, tickets := bigMatrix(t, spec), bigTickets(64)
		at := 0
		require.Zero(t, testing.AllocsPerRun(1000, func() {
			_, _, _ = m.Row(tickets[at%len(tickets)])
			at++
		}))
	}
}

// BenchmarkMatrixRow10000 looks up tickets in 10,000 rows of six dimensions: random rows, and rows of one value each of which
// few fit any ticket, so that most look-ups go through all of them.
func BenchmarkMatrixRow10000(b *testing.B) {
	single := func(r *rand.Rand, _, _, size int) []int { return []int{r.IntN(size)} }
	for name, list := range map[string]func(*rand.Rand, int, int, int) []int{"random": randomLists, "single": single} {
		m, tickets := bigMatrix(b, bigTable(1, list)), bigTickets(256)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				_, _, _ = m.Row(tickets[i%len(tickets)])
			}
		})
	}
}
