package examples_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// tree is the text of a repository, parsed where it is Go.
type tree struct {
	text map[string]string // by path from the root; files that are not text are absent
	top  []string          // the names at the root
	fset *token.FileSet
	code []source // the Go files outside testdata, in order of path
}

// source is one Go file.
type source struct {
	path   string
	dir    string // of path; "." at the root
	module string // the folder of the nearest go.mod; "." for the core module
	ast    *ast.File
}

// readTree reads the files of a repository, except for those that its .gitignore names.
func readTree(root fs.FS) (*tree, error) {
	r := &tree{text: map[string]string{}, fset: token.NewFileSet()}
	ignored := ignoreList(root)
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || name == ".":
			return err
		case entry.Name() == ".git" || ignored(name):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if path.Dir(name) == "." {
			r.top = append(r.top, name)
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		return r.read(root, name)
	})
	if err != nil {
		return nil, err
	}
	return r, r.parse()
}

// read takes in one file if it is text.
func (r *tree) read(root fs.FS, name string) error {
	data, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	if text := string(data); utf8.ValidString(text) && !strings.ContainsRune(text, 0) {
		r.text[name] = text
	}
	return nil
}

// parse parses the Go files.
func (r *tree) parse() error {
	for _, name := range r.paths() {
		if path.Ext(name) != ".go" || inTestdata(name) {
			continue
		}
		file, err := parser.ParseFile(r.fset, name, r.text[name], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := path.Dir(name)
		r.code = append(r.code, source{name, dir, r.moduleOf(dir), file})
	}
	return nil
}

// paths returns the paths of all text files, sorted.
func (r *tree) paths() []string { return slices.Sorted(maps.Keys(r.text)) }

// moduleOf returns the nearest folder at or above dir that holds a go.mod, or "." when there is none.
func (r *tree) moduleOf(dir string) string {
	for ; dir != "."; dir = path.Dir(dir) {
		if _, ok := r.text[path.Join(dir, "go.mod")]; ok {
			return dir
		}
	}
	return "."
}

// at returns a fault at a place of a Go file.
func (r *tree) at(pos token.Pos, format string, args ...any) string {
	p := r.fset.Position(pos)
	return fmt.Sprintf("%s:%d: %s", p.Filename, p.Line, fmt.Sprintf(format, args...))
}

// test says whether the file is compiled for tests only.
func (s source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

// external says whether the file stands in the test package beside the package it tests.
func (s source) external() bool { return s.test() && strings.HasSuffix(s.ast.Name.Name, "_test") }

// core says whether the file belongs to the core module.
func (s source) core() bool { return s.module == "." }

// inTestdata says whether a path leads through a folder of test data.
func inTestdata(name string) bool { return slices.Contains(strings.Split(name, "/"), "testdata") }

// ignoreList returns whether a path is named by the .gitignore at root: by a pattern of a bare name anywhere, or by a
// pattern with a leading slash from the root.
func ignoreList(root fs.FS) func(name string) bool {
	data, _ := fs.ReadFile(root, ".gitignore") // no file ignores nothing
	patterns := strings.Fields(string(data))
	return func(name string) bool {
		return slices.ContainsFunc(patterns, func(p string) bool {
			subject := path.Base(name)
			if rest, ok := strings.CutPrefix(p, "/"); ok {
				p, subject = rest, name
			}
			match, _ := path.Match(p, subject) // a malformed pattern matches nothing
			return match
		})
	}
}
