package routing_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/routing"
)

// TestCoverageSVG: the drawing is well-formed, has a cell for each hour of each need, and says in words what colours say.
func TestCoverageSVG(t *testing.T) {
	r := sunRouter(t)
	from, until := yearOf(t)
	got, err := r.Coverage([]routing.CoverageNeed{{Name: `all <&"`}, {Name: "day", During: "berlin", Team: "emea"}}, from, until)
	require.NoError(t, err)
	var b strings.Builder
	require.NoError(t, got.WriteSVG(&b))
	count := map[string]int{}
	text := ""
	for d := xml.NewDecoder(strings.NewReader(b.String())); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			for _, a := range token.Attr {
				if token.Name.Local == "rect" && a.Name.Local == "class" {
					count[a.Value]++
				}
			}
		case xml.CharData:
			text += string(token) + "|"
		}
	}
	require.Equal(t, map[string]int{"short": 7, "bare": 161 + 7*8, "none": 7 * 16}, count)
	require.Equal(t, 7, strings.Count(text, "|0!|"))
	require.Contains(t, text, `all <&": 1 agent always`)
	require.Contains(t, text, "uncovered 148h in 148 gaps, hours of UTC; 148h by clock change")
	require.Contains(t, text, "mon 06:00, 0 on at the worst, first on 2027-01-04, uncovered 21h of 52h")
}
