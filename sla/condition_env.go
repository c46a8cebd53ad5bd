package sla

import (
	"errors"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"

	"github.com/bellhop-sla/bellhop/calendar"
)

// ErrOtherVocabulary means that a condition and an Env come from different Terms.
var ErrOtherVocabulary = errors.New("condition and ticket come from different vocabularies")

// Env is one ticket's fields, read once for many conditions of the same Terms. It pays from about ten conditions on, and
// where it is kept and filled again for the next ticket. Many goroutines may use it at once, but not while Read fills it.
type Env struct {
	terms  *Terms
	values map[string]any
	err    error // of the last Read
}

// Env returns an Env that holds the fields of a ticket. The error is that of Env.Read.
func (t *Terms) Env(f Fields) (*Env, error) {
	e := &Env{terms: t, values: t.env.values(len(t.names))}
	if err := e.Read(f); err != nil {
		return nil, err
	}
	return e, nil
}

// Read fills e with the fields of another ticket, without an allocation where no value has to be converted. Unknown fields
// are left out. A field of a wrong type is an error, calendar.Problems with every fault, ordered by field, and no condition
// matches e until a later Read succeeds. The lists of f stay in use until then and must not change.
func (e *Env) Read(f Fields) error {
	var p calendar.Problems
	for _, name := range e.terms.names {
		v, err := e.terms.terms[name].read(f[name])
		p.Merge("", err)
		e.values[name] = v
	}
	e.err = p.Err()
	return e.err
}

// conditionMemory bounds what one run of a condition may make, in the library's units: one for each entry of a list.
const conditionMemory = 4096

// conditionFunctions are the library's functions that a condition may call. Each takes one argument.
var conditionFunctions = []string{"abs", "len", "lower", "trim", "upper"}

// listHas is the name of the function that looks into a list field. No condition can write it, because it has a space.
const listHas = "list has"

// conditionEnv is what the library knows of a ticket's fields.
type conditionEnv struct {
	types types.Map
	lists map[string]bool
}

func newConditionEnv(terms map[string]*term) conditionEnv {
	e := conditionEnv{types.Map{listHas: types.TypeOf(hasWord)}, map[string]bool{}}
	for name, d := range terms {
		e.types[name] = types.TypeOf(d.zero)
		e.lists[name] = d.kind == ListField
	}
	return e
}

// values returns a map for the values of n fields, ready for the library.
func (e conditionEnv) values(n int) map[string]any {
	m := make(map[string]any, n+1)
	m[listHas] = hasWord
	return m
}

// hasWord is typed as one of the functions that the library calls without an allocation.
var hasWord = func(list, word any) bool { return slices.Contains(list.([]string), word.(string)) }

// compile compiles a source that has passed inspection.
func (e conditionEnv) compile(source string) (*vm.Program, error) {
	options := append(conditionOptions(),
		expr.Env(e.types),
		expr.AsBool(),
		expr.WarnOnAny(),
		expr.Patch(conditionPatch{e.lists}),
	)
	return expr.Compile(source, options...)
}

// conditionOptions limits the library to what a condition may use.
func conditionOptions() []expr.Option {
	options := []expr.Option{expr.MaxNodes(conditionNodes), expr.DisableAllBuiltins()}
	for _, name := range conditionFunctions {
		options = append(options, expr.EnableBuiltin(name))
	}
	return options
}

// conditionPatch makes all numbers of a condition floating, as the fields are, so that no sum of constants wraps around, and
// lets list fields be searched without an allocation.
type conditionPatch struct{ lists map[string]bool }

// Visit is called by the library for each node, from the leaves up.
func (p conditionPatch) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IntegerNode:
		ast.Patch(node, &ast.FloatNode{Value: float64(n.Value)})
	case *ast.BinaryNode:
		list, ok := n.Right.(*ast.IdentifierNode)
		if ok && n.Operator == "in" && p.lists[list.Value] {
			callee := &ast.IdentifierNode{Value: listHas}
			callee.SetLocation(n.Location())
			ast.Patch(node, &ast.CallNode{Callee: callee, Arguments: []ast.Node{list, n.Left}})
		}
	}
}
