package routing_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// Every declared value finds its row, also where thousands begin and end alike, and no other value does.
func TestMatrixKnowsEveryDeclaredValue(t *testing.T) {
	for _, form := range []string{"%d", "region-%05d-production", "%05d", "größe %d"} {
		var values []string
		spec := routing.MatrixSpec{Dimensions: []string{"place"}}
		for i := range 2000 {
			values = append(values, fmt.Sprintf(form, i))
			spec.Rows = append(spec.Rows, routing.RowSpec{Is: map[string][]string{"place": {values[i]}}, Queue: "front"})
		}
		m, err := routing.CompileMatrix(spec, compileTerms(sla.Vocabulary{Fields: map[string]sla.Field{"place": {Values: values}}}))
		require.NoError(t, err)
		for i, v := range values {
			row, ok, err := m.Row(sla.Fields{"place": v})
			require.NoError(t, err)
			require.True(t, ok)
			require.Equal(t, i, row)
		}
		for _, v := range []string{"", "x", fmt.Sprintf(form, 2000), "region-00001-productioN"} {
			_, ok, err := m.Row(sla.Fields{"place": v})
			require.NoError(t, err)
			require.False(t, ok, v)
		}
	}
}
