package examples_test

import (
	"go/ast"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// packageCommentFaults returns the packages that no comment explains.
func packageCommentFaults(r *tree) (faults []string) {
	explained := map[string]bool{}
	for _, s := range r.code {
		doc := s.ast.Doc
		explained[s.dir] = explained[s.dir] || !s.test() && packageComment(s, doc.Text())
	}
	for _, dir := range slices.Sorted(maps.Keys(explained)) {
		if !explained[dir] {
			faults = append(faults, dir+": no package comment begins with the word Package or Command and the name")
		}
	}
	return faults
}

// packageComment says whether text begins as the comment of a package must: "Package sla" or, for a command in the folder
// bellhop, "Command bellhop" or "Bellhop".
func packageComment(s source, text string) bool {
	words := strings.Fields(text)
	if len(words) < 2 {
		return false
	}
	if pkg := s.ast.Name.Name; pkg != "main" {
		return words[0] == "Package" && words[1] == pkg
	}
	command := path.Base(s.dir)
	return words[0] == "Command" && words[1] == command || words[0] == strings.ToUpper(command[:1])+command[1:]
}

// exportedCommentFaults returns the exported names that no comment of their own explains.
func exportedCommentFaults(r *tree) (faults []string) {
	for _, s := range r.code {
		if s.test() {
			continue
		}
		for _, decl := range s.ast.Decls {
			for _, name := range unexplained(decl) {
				faults = append(faults, r.at(name.Pos(), "%s has no comment that begins with its name", name.Name))
			}
		}
	}
	return faults
}

// unexplained returns the exported names of a declaration without a comment that begins with them.
func unexplained(decl ast.Decl) []*ast.Ident {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if exportedReceiver(d) && !begins(d.Doc, d.Name) && d.Name.IsExported() {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		return unexplainedSpecs(d)
	}
	return nil
}

// unexplainedSpecs does unexplained's work for types, constants and variables. The comment of a block of constants or
// variables explains them all.
func unexplainedSpecs(d *ast.GenDecl) (names []*ast.Ident) {
	block := d.Lparen.IsValid()
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			doc := s.Doc
			if !block {
				doc = d.Doc
			}
			if s.Name.IsExported() {
				names = append(names, unexplainedType(doc, s)...)
			}
		case *ast.ValueSpec:
			switch {
			case block && d.Doc != nil:
			case block:
				names = append(names, unexplainedValues(s.Doc, s)...)
			default:
				names = append(names, unexplainedValues(d.Doc, s)...)
			}
		}
	}
	return names
}

// unexplainedType returns the name of a type without a comment, and the methods without one of an interface.
func unexplainedType(doc *ast.CommentGroup, s *ast.TypeSpec) (names []*ast.Ident) {
	if !begins(doc, s.Name) {
		names = append(names, s.Name)
	}
	contract, ok := s.Type.(*ast.InterfaceType)
	if !ok {
		return names
	}
	for _, method := range contract.Methods.List {
		for _, name := range method.Names {
			if name.IsExported() && !begins(method.Doc, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// unexplainedValues returns the first exported name of a line of constants or variables when the comment begins with none
// of them.
func unexplainedValues(doc *ast.CommentGroup, s *ast.ValueSpec) []*ast.Ident {
	exported := slices.DeleteFunc(slices.Clone(s.Names), func(n *ast.Ident) bool { return !n.IsExported() })
	if len(exported) == 0 || begins(doc, exported...) {
		return nil
	}
	return exported[:1]
}

// exportedReceiver says whether d is a plain function or a method of an exported type.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	for {
		switch outer := t.(type) {
		case *ast.StarExpr:
			t = outer.X
		case *ast.IndexExpr:
			t = outer.X
		case *ast.IndexListExpr:
			t = outer.X
		case *ast.ParenExpr:
			t = outer.X
		case *ast.Ident:
			return outer.IsExported()
		default:
			return true
		}
	}
}

// begins says whether a comment begins with one of names, after an article or at once.
func begins(doc *ast.CommentGroup, names ...*ast.Ident) bool {
	words := strings.Fields(doc.Text())
	if len(words) > 1 && slices.Contains([]string{"A", "An", "The"}, words[0]) {
		words = words[1:]
	}
	return len(words) > 0 && slices.ContainsFunc(names, func(n *ast.Ident) bool {
		return strings.TrimRight(words[0], ",:;") == n.Name || strings.HasPrefix(words[0], n.Name+"'")
	})
}

func TestPackageComments(t *testing.T) {
	try(t, packageCommentFaults, []trial{
		{"explained", map[string]string{
			"sla/doc.go":             "// Package sla counts.\npackage sla\n",
			"sla/a.go":               "package sla\n",
			"sla/a_test.go":          "package sla_test\n",
			"sla/cmd/bellhop/m.go":   "// Command bellhop asks.\npackage main\n",
			"examples/quickstart.go": "// Package examples shows.\npackage examples\n",
			"examples/quick/m.go":    "// Quick shows.\npackage main\n",
			"sla/testdata/a.go":      "package broken\n",
		}, nil},
		{"not explained", map[string]string{
			"audit/a.go":           "package audit\n",
			"calendar/a.go":        "// Package sla counts.\npackage calendar\n",
			"routing/a.go":         "// Package routing routes.\n\npackage routing\n",
			"sla/a_test.go":        "// Package sla counts.\npackage sla\n",
			"sla/cmd/bellhop/m.go": "// The command.\npackage main\n",
			"sla/pack/a.go":        "// Package\npackage pack\n",
			"sla/pack/nested/a.go": "// Package nest nests.\npackage nested\n",
		}, []string{
			"audit: no package comment begins with the word Package or Command and the name",
			"calendar: no package comment begins with the word Package or Command and the name",
			"routing: no package comment begins with the word Package or Command and the name",
			"sla: no package comment begins with the word Package or Command and the name",
			"sla/cmd/bellhop: no package comment begins with the word Package or Command and the name",
			"sla/pack: no package comment begins with the word Package or Command and the name",
			"sla/pack/nested: no package comment begins with the word Package or Command and the name",
		}},
	})
}

func TestExportedComments(t *testing.T) {
	try(t, exportedCommentFaults, []trial{
		{"explained", map[string]string{"sla/a.go": lines("package sla",
			"// A Clock counts.", "type Clock struct{ Open int }",
			"// The Store, of the host, keeps.", "type Store interface {", "\t// Get gets.", "\tGet()", "\thidden()", "\tClock", "}",
			"type list[T any] []T", "func (l *list[T]) Len() int { return 0 }",
			"// Clock's start.", "// Start starts.", "func start() {}",
			"// Kinds of clocks.", "const (", "\tOne = 1", "\tTwo = 2", ")",
			"var (", "\t// ErrNever, ErrLate are errors.", "\tErrNever, ErrLate error", "\tlate int", ")",
			"// Three is three.", "const Three = 3"),
			"sla/a_test.go": "package sla\nfunc TestX() {}\n",
		}, nil},
		{"not explained", map[string]string{"sla/a.go": lines("package sla",
			"// Counts business time.", "type Clock struct{}",
			"func (Clock) Start() {}",
			"// Stops stops.", "func (c *Clock) Stop() {}",
			"type Map[K, V any] struct{}", "func (m *Map[K, V]) Get() {}",
			"// A", "func A() {}",
			"// Stores.", "type (", "\tStore interface {", "\t\tGet()", "\t}", ")",
			"const (", "\tOne = 1", "\tTwo = 2 // Two is two.", ")",
			"// The limit.", "var Limit, hidden = 1, 2"),
		}, []string{
			"sla/a.go:3: Clock has no comment that begins with its name",
			"sla/a.go:4: Start has no comment that begins with its name",
			"sla/a.go:6: Stop has no comment that begins with its name",
			"sla/a.go:7: Map has no comment that begins with its name",
			"sla/a.go:8: Get has no comment that begins with its name",
			"sla/a.go:13: Store has no comment that begins with its name",
			"sla/a.go:14: Get has no comment that begins with its name",
			"sla/a.go:18: One has no comment that begins with its name",
			"sla/a.go:19: Two has no comment that begins with its name",
			"sla/a.go:22: Limit has no comment that begins with its name",
		}},
	})
}
