package examples_test

import (
	"go/ast"
	"go/doc"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// block is a Go block of the README: where it begins and its lines.
type block struct {
	line  int
	lines []string
}

// body is the text of an Example: its lines and whether its output is checked.
type body struct {
	lines   []string
	checked bool
}

// readmeFaults returns the Go blocks of the README that stand verbatim in no Example, or in none with checked output. The
// indentation that all lines share does not count.
func readmeFaults(r *tree) (faults []string) {
	readme, ok := r.text["README.md"]
	if !ok {
		return []string{"README.md: is missing"}
	}
	examples := exampleBodies(r)
	for _, b := range goBlocks(readme) {
		where := "README.md:" + strconv.Itoa(b.line) + ": "
		found, checked := false, false
		for _, e := range examples {
			in := within(b.lines, e.lines)
			found, checked = found || in, checked || in && e.checked
		}
		switch {
		case !found:
			faults = append(faults, where+"the Go block stands in no Example")
		case !checked:
			faults = append(faults, where+"the Go block stands in an Example without // Output:")
		}
	}
	return faults
}

// goBlocks returns the fenced blocks of a Markdown text that are marked as Go.
func goBlocks(markdown string) (blocks []block) {
	fence, isGo := "", false
	for i, line := range strings.Split(markdown, "\n") {
		mark := strings.TrimSpace(line)
		switch {
		case fence == "" && strings.HasPrefix(mark, "```"):
			language := strings.TrimLeft(mark, "`")
			fence = strings.TrimSuffix(mark, language)
			isGo = language == "go" || strings.HasPrefix(language, "go ")
			if isGo {
				blocks = append(blocks, block{line: i + 1})
			}
		case fence != "" && mark == fence:
			fence = ""
		case fence != "" && isGo:
			last := &blocks[len(blocks)-1]
			last.lines = append(last.lines, line)
		}
	}
	return blocks
}

// exampleBodies returns the bodies of all Examples in test files.
func exampleBodies(r *tree) (bodies []body) {
	for _, s := range r.code {
		if !s.test() {
			continue
		}
		checked := map[string]bool{}
		for _, e := range doc.Examples(s.ast) {
			checked["Example"+e.Name] = e.Output != "" || e.EmptyOutput
		}
		for _, decl := range s.ast.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil || f.Body == nil || !strings.HasPrefix(f.Name.Name, "Example") {
				continue
			}
			from, to := r.fset.Position(f.Body.Lbrace).Line, r.fset.Position(f.Body.Rbrace).Line
			text := strings.Split(r.text[s.path], "\n")
			bodies = append(bodies, body{text[from:max(from, to-1)], checked[f.Name.Name]})
		}
	}
	return bodies
}

// within says whether the lines of a block stand in a body one after the other, whatever indentation all of them share.
func within(b, body []string) bool {
	b = dedent(b)
	for i := 0; i+len(b) <= len(body); i++ {
		if slices.Equal(b, dedent(body[i:i+len(b)])) {
			return len(b) > 0
		}
	}
	return false
}

// dedent returns lines without the tabs that all lines with text begin with.
func dedent(lines []string) []string {
	tabs := -1
	for _, l := range lines {
		if n := len(l) - len(strings.TrimLeft(l, "\t")); l != "" && (tabs < 0 || n < tabs) {
			tabs = n
		}
	}
	cut := make([]string, len(lines))
	for i, l := range lines {
		cut[i] = l[min(len(l), max(tabs, 0)):]
	}
	return cut
}

func TestReadme(t *testing.T) {
	example := lines("package p", "func ExampleA() {", "\tx := 1", "", "\tif x > 0 {", "\t\tprint(x)", "\t}", "\t// Output:", "\t// 1", "}",
		"func ExampleB() {", "\ty := 1", "}", "func helper() {", "\tz := 1", "}", "func ExampleC() { w := 1 }")
	readme := func(l ...string) map[string]string {
		return map[string]string{"README.md": lines(l...), "sla/a_test.go": example, "sla/a.go": lines("package p", "func ExampleD() {", "\tv := 1", "\t// Output:", "}")}
	}
	try(t, readmeFaults, []trial{
		{"no README", nil, []string{"README.md: is missing"}},
		{"no blocks", readme("# A", "```sh", "go test", "```", "text", "````md", "```", "```go", "x", "```", "````"), nil},
		{"whole", readme("```go", "x := 1", "", "if x > 0 {", "\tprint(x)", "}", "// Output:", "// 1", "```"), nil},
		{"part", readme("```go", "print(x)", "```", "", "```go", "if x > 0 {", "\tprint(x)", "```"), nil},
		{"missing", readme("```go", "x := 2", "```"), []string{"README.md:1: the Go block stands in no Example"}},
		{"other spacing", readme("", "```go", "x  := 1", "```"), []string{"README.md:2: the Go block stands in no Example"}},
		{"other indentation", readme("```go", "if x > 0 {", "print(x)", "```"), []string{"README.md:1: the Go block stands in no Example"}},
		{"a gap", readme("```go", "x := 1", "if x > 0 {", "```"), []string{"README.md:1: the Go block stands in no Example"}},
		{"empty", readme("```go", "```"), []string{"README.md:1: the Go block stands in no Example"}},
		{"no output", readme("```go", "y := 1", "```"), []string{"README.md:1: the Go block stands in an Example without // Output:"}},
		{"not an Example", readme("```go", "z := 1", "```", "```go", "v := 1", "```"),
			[]string{"README.md:1: the Go block stands in no Example", "README.md:4: the Go block stands in no Example"}},
	})
}
