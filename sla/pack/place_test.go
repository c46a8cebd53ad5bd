package pack

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
)

// writer writes a random document and keeps, for each path, where it wrote the value.
type writer struct {
	text   strings.Builder
	line   int
	column int
	spots  map[string]place
}

func (w *writer) write(s string) {
	w.text.WriteString(s)
	for _, r := range s {
		w.column++
		if r == '\n' {
			w.line, w.column = w.line+1, 1
		}
	}
}

// anyKey draws keys that must be quoted in a path as well as keys that need not.
func anyKey() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-z][a-z0-9_-]{0,8}`),
		rapid.SampledFrom([]string{"mon - fri", "日本", `say "so"`, "a.b", "x[0]", "x[", `["`, "", `\`, "é", `"]`}),
	)
}

// value writes a value in flow style, with line ends, tabs and spaces as they come.
func (w *writer) value(t *rapid.T, path string, depth int) {
	w.spots[path] = place{w.line, w.column}
	kind := 0
	if depth < 4 {
		kind = rapid.IntRange(0, 2).Draw(t, "kind")
	}
	blank := rapid.SampledFrom([]string{"", " ", "\n", "\t", "\n\t\t", "  \n "})
	switch n := rapid.IntRange(0, 4).Draw(t, "length"); kind {
	case 1:
		w.write("[")
		for i := range n {
			w.comma(i)
			w.write(blank.Draw(t, "blank"))
			w.value(t, calendar.IndexPath(path, i), depth+1)
		}
		w.write(blank.Draw(t, "blank") + "]")
	case 2:
		w.write("{")
		for i, key := range rapid.SliceOfNDistinct(anyKey(), n, n, rapid.ID).Draw(t, "keys") {
			w.comma(i)
			w.write(blank.Draw(t, "blank") + jsonText(key) + ":" + blank.Draw(t, "blank"))
			w.value(t, calendar.KeyPath(path, key), depth+1)
		}
		w.write(blank.Draw(t, "blank") + "}")
	default:
		w.write(rapid.SampledFrom([]string{"1", "true", `"日本"`, `"é\n"`, `"a, b: [c]"`, `"😀"`}).Draw(t, "scalar"))
	}
}

func (w *writer) comma(i int) {
	if i > 0 {
		w.write(",")
	}
}

func jsonText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// Law: every value of a document is found under its path at the place where it was written, in JSON and in YAML.
func TestEachPathHasItsPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &writer{line: 1, column: 1, spots: map[string]place{}}

		if rapid.Bool().Draw(t, "yaml") {
			w.write("# a comment, so that this is no JSON\n")
		}
		w.value(t, "", 0)
		text := w.text.String()
		d, err := Parse("x", []byte(text))
		require.NoError(t, err, "%q", text)
		require.NoError(t, d.Err(), "%q", text)
		got := map[string]place{}
		for path, s := range d.spots {
			got[path] = s.value
		}
		require.Equal(t, w.spots, got, "%q", text)
	})
}

// Law: a path taken apart is the path it was put together from.
func TestParentOfUndoesPaths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := ""
		for range rapid.IntRange(0, 5).Draw(t, "depth") {
			longer := calendar.IndexPath(path, rapid.IntRange(0, 99).Draw(t, "index"))
			if rapid.Bool().Draw(t, "key") {
				longer = calendar.KeyPath(path, anyKey().Draw(t, "name"))
			}
			require.Equal(t, path, parentOf(longer), "of %q", longer)
			path = longer
		}
	})
}

// Law: however a line is made, the caret stands under the character of the column, with tabs as wide as above.
func TestCaretStandsUnderTheColumn(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"a", " ", "\t", "日", "é", "e\u0301", "ü", "ｗ", "한", "x: y"})
	rapid.Check(t, func(t *rapid.T) {
		line := strings.Join(rapid.SliceOfN(pieces, 0, 60).Draw(t, "line"), "")
		length := utf8.RuneCountInString(line)
		column := rapid.IntRange(1, length+1).Draw(t, "column")
		shown, caret, ok := strings.Cut(snippet(line, column), "\n")
		require.True(t, ok)
		rest := []rune(line)[column-1:]
		before := strings.TrimSuffix(shown, string(rest[:min(len(rest), snippetWidth)]))
		if len(rest) > snippetWidth {
			before = strings.TrimSuffix(shown, string(rest[:snippetWidth])+"…")
		}
		require.Equal(t, cells(before), cells(strings.TrimSuffix(caret, "^")), "%s\n%s", shown, caret)
	})
}

// cells returns how far text reaches on a terminal whose tab stops are eight apart.
func cells(text string) int {
	n := 0
	for _, r := range text {
		switch {
		case r == '\t':
			n += 8 - n%8
		case r == '\u0301':
		case r > 0x1100 && r != '…':
			n += 2
		default:
			n++
		}
	}
	return n
}

func TestSnippetClipsLongLines(t *testing.T) {
	line := strings.Repeat("x", 500)
	got := snippet(line, 250)
	want := fmt.Sprintf("…%s…\n %s^", strings.Repeat("x", 2*snippetWidth), strings.Repeat(" ", snippetWidth))
	require.Equal(t, want, got)
	require.Equal(t, "a?b\n  ^", snippet("a\x1bb\r", 3), "control characters never reach a terminal")
}
