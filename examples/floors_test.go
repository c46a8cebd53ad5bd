package examples_test

import (
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// core is the path of the core module.
const core = "github.com/bellhop-sla/bellhop"

// floors give the floor of every package of the core module, by its path below the module's. A package imports only what
// stands on a lower floor, or its own parent on the same floor. Packages below examples stand on the top floor.
var floors = map[string]int{
	"calendar":          0,
	"calendar/holidays": 0,
	"audit":             0,
	"sla":               1,
	"audit/change":      1,
	"routing":           2,
	"routing/intake":    2,
	"escalation":        2,
	"sla/pack":          3,
	"escalation/outbox": 3,
	"audit/report":      3,
	"sla/desk":          4,
	"sla/desk/sqlstore": 4,
	"sla/desk/desktest": 4,
	"sla/slatest":       5,
	"sla/sim":           5,
	"sla/cmd/bellhop":   6,
	"examples":          6,
}

// guest is a module from elsewhere that the core module may require.
type guest struct {
	module   string
	packages []string // the packages of ours that may import it; none means tests alone
	only     []string // the packages of the module that may be imported; none means all
}

var guests = []guest{
	{"github.com/rickar/cal/v2", []string{"calendar", "calendar/holidays"}, nil},
	{"github.com/expr-lang/expr", []string{"sla"}, nil},
	{"go.yaml.in/yaml/v3", []string{"sla/pack"}, nil},
	{"golang.org/x/mod", []string{"audit"}, []string{"golang.org/x/mod/sumdb/tlog", "golang.org/x/mod/sumdb/note"}},
	{"github.com/stretchr/testify", nil, []string{"github.com/stretchr/testify/require"}},
	{"pgregory.net/rapid", nil, nil},
}

// strangers are the pairs of packages that never import each other, whatever their floors.
var strangers = [][2]string{{"routing", "escalation"}, {"escalation", "routing"}}

// floorOf returns the floor of a package of the core module.
func floorOf(pkg string) (floor int, known bool) {
	if strings.HasPrefix(pkg, "examples/") {
		return floors["examples"], true
	}
	floor, known = floors[pkg]
	return floor, known
}

// floorFaults returns the packages without a floor and the imports that do not go down. Nested modules choose their own
// imports; nothing of the core module may import them.
func floorFaults(r *tree) (faults []string) {
	homeless := map[string]bool{}
	for _, s := range r.code {
		if !s.core() {
			continue
		}
		if _, known := floorOf(s.dir); !known && !homeless[s.dir] {
			homeless[s.dir] = true
			faults = append(faults, s.dir+": has no floor; give it one in the table of floors")
		}
		for _, spec := range s.ast.Imports {
			if why := importFault(s, importPath(spec)); why != "" {
				faults = append(faults, r.at(spec.Pos(), "%s", why))
			}
		}
	}
	return faults
}

// importFault says why a file may not import a path, or "".
func importFault(s source, imported string) string {
	host, _, _ := strings.Cut(imported, "/")
	switch {
	case imported == core || strings.HasPrefix(imported, core+"/"):
		return ourFault(s, path.Clean(strings.TrimPrefix(strings.TrimPrefix(imported, core), "/")))
	case strings.Contains(host, "."):
		return guestFault(s, imported)
	}
	return ""
}

// ourFault says why a file may not import a package of the core module, or "".
func ourFault(s source, pkg string) string {
	to, known := floorOf(pkg)
	from, _ := floorOf(s.dir)
	switch {
	case !known:
		return "imports " + pkg + ", which has no floor"
	case slices.Contains(strangers, [2]string{s.dir, pkg}):
		return s.dir + " and " + pkg + " never import each other"
	case s.external(), to < from, to == from && path.Dir(s.dir) == pkg:
		return ""
	}
	return s.dir + " on floor " + strconv.Itoa(from) + " imports " + pkg + " on floor " + strconv.Itoa(to)
}

// guestFault says why a file may not import a package from elsewhere, or "".
func guestFault(s source, imported string) string {
	i := slices.IndexFunc(guests, func(g guest) bool {
		return imported == g.module || strings.HasPrefix(imported, g.module+"/")
	})
	switch {
	case i < 0:
		return "imports " + imported + ", which no package may"
	case guests[i].only != nil && !slices.Contains(guests[i].only, imported):
		return "imports " + imported + "; of that module only " + strings.Join(guests[i].only, ", ")
	case guests[i].packages == nil && !s.test():
		return "imports " + imported + " outside a test"
	case guests[i].packages != nil && !slices.Contains(guests[i].packages, s.dir):
		return s.dir + " imports " + imported + ", which only " + strings.Join(guests[i].packages, ", ") + " may"
	}
	return ""
}

// importPath returns the path that an import names.
func importPath(spec *ast.ImportSpec) string {
	p, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
	return p
}

// requireFaults returns the modules that the core module requires without a guest's place.
func requireFaults(r *tree) (faults []string) {
	block := false
	for i, line := range strings.Split(r.text["go.mod"], "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) > 1 && words[0] == "require" && words[1] == "(":
			block = true
			continue
		case len(words) > 0 && words[0] == ")":
			block = false
		case len(words) > 1 && words[0] == "require":
			words = words[1:]
		case !block || len(words) == 0:
			continue
		}
		if module := words[0]; module != ")" && !slices.ContainsFunc(guests, func(g guest) bool { return g.module == module }) {
			faults = append(faults, "go.mod:"+strconv.Itoa(i+1)+": requires "+module+", which no package may import")
		}
	}
	return faults
}

// importing returns the text of a Go file that imports paths.
func importing(pkg string, paths ...string) string {
	text := "package " + pkg + "\n"
	for _, p := range paths {
		text += "import _ " + strconv.Quote(p) + "\n"
	}
	return text
}

func TestFloors(t *testing.T) {
	try(t, floorFaults, []trial{
		{"down", map[string]string{
			"sla/a.go":               importing("sla", "time", core+"/calendar", "github.com/expr-lang/expr/ast"),
			"calendar/holidays/a.go": importing("holidays", core+"/calendar", "github.com/rickar/cal/v2/us"),
			"sla/desk/sqlstore/a.go": importing("sqlstore", core+"/sla/desk", "database/sql"),
			"examples/helper/a.go":   importing("main", core+"/sla/pack"),
			"audit/log.go":           importing("audit", "golang.org/x/mod/sumdb/tlog"),
		}, nil},
		{"up", map[string]string{"sla/a.go": importing("sla", core+"/sla/pack")},
			[]string{"sla/a.go:2: sla on floor 1 imports sla/pack on floor 3"}},
		{"across", map[string]string{"sla/pack/a.go": importing("pack", core+"/escalation/outbox")},
			[]string{"sla/pack/a.go:2: sla/pack on floor 3 imports escalation/outbox on floor 3"}},
		{"parent to child", map[string]string{"calendar/a.go": importing("calendar", core+"/calendar/holidays")},
			[]string{"calendar/a.go:2: calendar on floor 0 imports calendar/holidays on floor 0"}},
		{"strangers", map[string]string{
			"routing/a.go":         importing("routing", core+"/escalation"),
			"escalation/a_test.go": importing("escalation_test", core+"/routing"),
		}, []string{
			"escalation/a_test.go:2: escalation and routing never import each other",
			"routing/a.go:2: routing and escalation never import each other",
		}},
		{"a test inside looks up", map[string]string{"sla/a_test.go": importing("sla", core+"/sla/pack")},
			[]string{"sla/a_test.go:2: sla on floor 1 imports sla/pack on floor 3"}},
		{"a test beside looks up", map[string]string{"sla/a_test.go": importing("sla_test", core+"/sla/pack")}, nil},
		{"no floor", map[string]string{
			"sla/util/a.go": importing("util"),
			"sla/util/b.go": importing("util"),
			"sla/a.go":      importing("sla", core+"/sla/util", core),
		}, []string{
			"sla/a.go:2: imports sla/util, which has no floor",
			"sla/a.go:3: imports ., which has no floor",
			"sla/util: has no floor; give it one in the table of floors",
		}},
		{"nested module", map[string]string{
			"calendar/ics/go.mod": "module m\n",
			"calendar/ics/a.go":   importing("ics", "example.org/ical", core+"/sla/cmd/bellhop"),
		}, nil},
	})
}

func TestGuests(t *testing.T) {
	try(t, floorFaults, []trial{
		{"tests", map[string]string{"sla/a_test.go": importing("sla", "github.com/stretchr/testify/require", "pgregory.net/rapid")}, nil},
		{"outside a test", map[string]string{"sla/a.go": importing("sla", "pgregory.net/rapid")},
			[]string{"sla/a.go:2: imports pgregory.net/rapid outside a test"}},
		{"a part not allowed", map[string]string{"sla/a_test.go": importing("sla", "github.com/stretchr/testify/mock")},
			[]string{"sla/a_test.go:2: imports github.com/stretchr/testify/mock; of that module only github.com/stretchr/testify/require"}},
		{"in the wrong package", map[string]string{"routing/a.go": importing("routing", "github.com/expr-lang/expr")},
			[]string{"routing/a.go:2: routing imports github.com/expr-lang/expr, which only sla may"}},
		{"unknown", map[string]string{
			"sla/a.go":      importing("sla", "github.com/google/uuid"),
			"sla/b_test.go": importing("sla_test", "github.com/expr-lang/exprs"),
		}, []string{
			"sla/a.go:2: imports github.com/google/uuid, which no package may",
			"sla/b_test.go:2: imports github.com/expr-lang/exprs, which no package may",
		}},
	})
}

func TestRequires(t *testing.T) {
	try(t, requireFaults, []trial{
		{"guests", map[string]string{"go.mod": lines("module m", "", "go 1.25.0", "", "require pgregory.net/rapid v1.3.0", "require (",
			"\tgo.yaml.in/yaml/v3 v3.0.6 // indirect", ")")}, nil},
		{"others", map[string]string{"go.mod": lines("module m", "require example.org/a v1.0.0", "require (", "\texample.org/b v1.0.0", ")",
			"exclude example.org/c v1.0.0")},
			[]string{
				"go.mod:2: requires example.org/a, which no package may import",
				"go.mod:4: requires example.org/b, which no package may import",
			}},
	})
}
