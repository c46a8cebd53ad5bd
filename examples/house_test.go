package examples_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// rule is a promise of the house: it returns the faults of a tree, none when the tree keeps it.
type rule func(*tree) []string

// house are the rules that the repository keeps.
var house = map[string]rule{
	"imports go down only":                   floorFaults,
	"only the listed modules are required":   requireFaults,
	"every package says what it is":          packageCommentFaults,
	"every exported name is explained":       exportedCommentFaults,
	"README blocks stand in Examples":        readmeFaults,
	"deciding code reads no clock or chance": decidingFaults,
	"excepted files exist":                   exceptionFaults,
	"no file is long":                        lengthFaults,
	"Go is formatted":                        formatFaults,
	"no text names a machine's folder":       machinePathFaults,
	"no text leaves work open":               openWorkFaults,
	"the top level holds what it should":     topLevelFaults,
}

// TestHouse runs every rule on the repository.
func TestHouse(t *testing.T) {
	repository, err := readTree(os.DirFS(".."))
	require.NoError(t, err)
	require.Contains(t, repository.text, "examples/house_test.go")
	for name, check := range house {
		t.Run(name, func(t *testing.T) {
			faults := check(repository)
			require.Empty(t, faults, strings.Join(faults, "\n"))
		})
	}
}

// trial is a small tree and the faults that a rule must find in it. A tree without faults shows what the rule allows.
type trial struct {
	name   string
	files  map[string]string
	faults []string
}

// try runs a rule on the trees of trials.
func try(t *testing.T, check rule, trials []trial) {
	t.Helper()
	for _, c := range trials {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.faults, check(treeOf(t, c.files)))
		})
	}
}

// treeOf returns the tree that holds files.
func treeOf(t *testing.T, files map[string]string) *tree {
	t.Helper()
	root := fstest.MapFS{}
	for name, text := range files {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	r, err := readTree(root)
	require.NoError(t, err)
	return r
}

// lines returns a text of lines, each ended.
func lines(l ...string) string { return strings.Join(l, "\n") + "\n" }

func TestTreeLeavesOutWhatIsIgnored(t *testing.T) {
	r := treeOf(t, map[string]string{
		".gitignore":              "*.prof\n/bellhop\n",
		".git/config":             "x",
		"cpu.prof":                "x",
		"sla/cpu.prof":            "x",
		"bellhop":                 "x",
		"sla/bellhop/main.go":     "package main\n",
		"sla/testdata/broken.go":  "not Go",
		"sla/testdata/picture":    "\x00\x01",
		"calendar/ics/go.mod":     "module m\n",
		"calendar/ics/parse/a.go": "package parse\n",
	})
	require.Equal(t, []string{
		".gitignore", "calendar/ics/go.mod", "calendar/ics/parse/a.go", "sla/bellhop/main.go", "sla/testdata/broken.go",
	}, r.paths())
	require.Equal(t, []string{".gitignore", "calendar", "sla"}, r.top)
	require.Len(t, r.code, 2)
	require.Equal(t, "calendar/ics", r.code[0].module)
	require.True(t, r.code[1].core())
}

func TestTreeRefusesBrokenGo(t *testing.T) {
	_, err := readTree(fstest.MapFS{"sla/a.go": {Data: []byte("package")}})
	require.ErrorContains(t, err, "sla/a.go:1:8")
}
