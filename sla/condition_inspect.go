package sla

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/parser/lexer"
)

// inspection walks the syntax tree of a condition once, lets through only what the language of conditions has, and notes
// what the condition reads.
type inspection struct {
	terms     *Terms
	source    string
	kinds     map[ast.Node]FieldType // of each part seen; "" for a faulty one
	reads     []*term
	constants map[string][]any
	loose     map[string]bool
	errs      ConditionErrors
}

func newInspection(t *Terms, source string) *inspection {
	return &inspection{
		terms: t, source: source, kinds: map[ast.Node]FieldType{},
		constants: map[string][]any{}, loose: map[string]bool{},
	}
}

// inspect parses source and returns what the condition reads, or ConditionErrors.
func (t *Terms) inspect(source string) (*inspection, error) {
	tokens, err := conditionTokens(source)
	if err != nil {
		return nil, err
	}
	root, err := parseCondition(source, tokens)
	if err != nil {
		return nil, err
	}
	x := newInspection(t, source)
	if kind := x.kind(root); kind != FlagField && kind != "" {
		x.fault(root, "a condition is true or false, but this is a %s; compare it", kind)
	}
	if len(x.errs) > 0 {
		slices.SortStableFunc(x.errs, func(a, b *ConditionError) int { return cmp.Compare(a.Offset, b.Offset) })
		return nil, x.errs
	}
	return x, nil
}

// parseCondition returns the syntax tree of source. The error is ConditionErrors, also for a fault of the
// parser itself.
func parseCondition(source string, tokens []lexer.Token) (root ast.Node, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			root, err = nil, ConditionErrors{conditionErrorAt(source, 0, fmt.Sprintf("cannot be parsed: %v", fault))}
		}
	}()
	config := conf.CreateNew()
	for _, option := range conditionOptions() {
		option(config)
	}
	tree, err := parser.ParseWithConfig(source, config)
	if err != nil {
		return nil, ConditionErrors{parsingError(source, tokens, err)}
	}
	return tree.Node, nil
}

// parsingError says in the words of conditions what the parser says in its own.
func parsingError(source string, tokens []lexer.Token, err error) *ConditionError {
	var at *file.Error
	if !errors.As(err, &at) {
		return conditionErrorAt(source, 0, err.Error())
	}
	if strings.Contains(at.Message, "maximum allowed nodes") {
		const message = "has more than %d parts; split it or compare with fewer values"
		return conditionErrorAt(source, at.From, fmt.Sprintf(message, conditionNodes))
	}
	if strings.Contains(at.Message, " literal") {
		return conditionErrorAt(source, lastNumber(tokens, at.From), "is no number that a condition can hold; write another")
	}
	if !strings.HasPrefix(at.Message, "unexpected token") {
		return conditionErrorAt(source, at.From, at.Message)
	}
	for _, t := range tokens {
		if t.From == at.From && t.Kind != lexer.EOF && strings.HasSuffix(at.Message, t.String()) {
			text := []rune(source)[t.From:t.To]
			return conditionErrorAt(source, at.From, fmt.Sprintf("%s does not fit here", string(text)))
		}
	}
	return conditionErrorAt(source, len(source), "ends too early; a value or a closing bracket is missing")
}

// lastNumber returns the place of the last number that begins at or before place, to which the parser has looked ahead.
func lastNumber(tokens []lexer.Token, place int) int {
	last := place
	for _, t := range tokens {
		if t.Kind == lexer.Number && t.From <= place {
			last = t.From
		}
	}
	return last
}

// conditionCompileError is the answer to a source that passed inspection and that the library refuses all the same.
func conditionCompileError(source string, err error) *ConditionError {
	var at *file.Error
	if errors.As(err, &at) {
		return conditionErrorAt(source, at.From, at.Message)
	}
	return conditionErrorAt(source, 0, err.Error())
}

// fault notes a fault at a part of the condition. It returns the type of a faulty part.
func (x *inspection) fault(n ast.Node, format string, args ...any) FieldType {
	x.errs = append(x.errs, conditionErrorAt(x.source, n.Location().From, fmt.Sprintf(format, args...)))
	return ""
}

// kind returns the type of a part. A chain such as 1 < x < 5 holds its middle part twice; it is inspected once, for a
// nest of chains would otherwise cost time that doubles with each level.
func (x *inspection) kind(n ast.Node) FieldType {
	if kind, ok := x.kinds[n]; ok {
		return kind
	}
	kind := x.inspect(n)
	x.kinds[n] = kind
	return kind
}

func (x *inspection) inspect(n ast.Node) FieldType {
	switch n := n.(type) {
	case *ast.BoolNode:
		return FlagField
	case *ast.StringNode:
		return TextField
	case *ast.FloatNode:
		return NumberField
	case *ast.IntegerNode:
		return x.integer(n)
	case *ast.IdentifierNode:
		return x.field(n)
	case *ast.UnaryNode:
		return x.unary(n)
	case *ast.BinaryNode:
		return x.binary(n)
	case *ast.BuiltinNode:
		return x.call(n, n.Name, n.Arguments)
	case *ast.CallNode:
		return x.foreignCall(n)
	case *ast.ArrayNode:
		return x.fault(n, "a list in brackets stands only to the right of in")
	case *ast.MemberNode:
		return x.fault(n, "a field has no parts; look into a list with in")
	case *ast.SliceNode:
		return x.fault(n, "a field has no parts; use startsWith or endsWith")
	case *ast.NilNode:
		return x.fault(n, "nil has no place in a condition; a missing field reads as \"\", 0, false or the empty list")
	}
	return x.fault(n, "this has no place in a condition; write a comparison")
}

func (x *inspection) integer(n *ast.IntegerNode) FieldType {
	if n.Value > largestExact || n.Value < -largestExact {
		return x.fault(n, "%d has more than 53 bits, so that a number would round it; compare texts", n.Value)
	}
	return NumberField
}

func (x *inspection) field(n *ast.IdentifierNode) FieldType {
	d, ok := x.terms.terms[n.Value]
	if !ok {
		return x.unknownField(n)
	}
	if !slices.Contains(x.reads, d) {
		x.reads = append(x.reads, d)
		if d.kind == FlagField {
			x.constants[d.name] = []any{false, true}
		}
	}
	return d.kind
}

// unknownField refuses a name that is no field. A value of some field was most likely meant as a text.
func (x *inspection) unknownField(n *ast.IdentifierNode) FieldType {
	for _, name := range x.terms.names {
		if x.terms.terms[name].known[n.Value] {
			return x.fault(n, "unknown field %q; a value stands in quotes: write %q", n.Value, n.Value)
		}
	}
	return x.fault(n, "%s", unknownWord("field", n.Value, x.terms.names))
}

func (x *inspection) unary(n *ast.UnaryNode) FieldType {
	switch n.Operator {
	case "-", "+":
		return x.number(n.Operator, n.Node)
	case "not", "!":
		if !x.want(n.Node, FlagField, n.Operator) {
			return "" // not tier == "gold" has one fault, the not
		}
		return FlagField
	}
	return x.fault(n, "%s has no place in a condition; remove it", n.Operator)
}

func (x *inspection) binary(n *ast.BinaryNode) FieldType {
	switch n.Operator {
	case "and", "or", "&&", "||":
		x.want(n.Left, FlagField, n.Operator)
		x.want(n.Right, FlagField, n.Operator)
		return FlagField
	case "==", "!=":
		return x.equal(n)
	case "<", "<=", ">", ">=":
		return x.order(n)
	case "in":
		return x.member(n)
	case "contains", "startsWith", "endsWith":
		return x.part(n)
	case "+", "-", "*":
		return x.number(n.Operator, n.Left, n.Right)
	case "/":
		if c, ok := constantOf(n.Right).(float64); !ok || c == 0 || math.IsInf(1/c, 0) {
			x.fault(n.Right, "only a constant other than 0 divides; compare with a product instead")
		}
		return x.number(n.Operator, n.Left, n.Right)
	}
	return x.fault(n, "%s has no place in a condition; remove it", n.Operator)
}

// want reports whether n, an operand of what, has the wanted type, and notes a fault unless it does or is faulty already.
func (x *inspection) want(n ast.Node, wanted FieldType, what string) bool {
	kind := x.kind(n)
	if kind != wanted && kind != "" {
		x.fault(n, "%s takes a %s, but this is a %s; %s", what, wanted, kind, wantMends[wanted])
	}
	return kind == wanted
}

// wantMends say what to do where another type is wanted.
var wantMends = map[FieldType]string{
	TextField:   "write a text in quotes or a text field",
	NumberField: "write a number without quotes or a number field",
	FlagField:   "compare it first, in brackets where it follows not",
}

// number checks arithmetic on parts.
func (x *inspection) number(what string, parts ...ast.Node) FieldType {
	kind := NumberField
	for _, p := range parts {
		if !x.want(p, NumberField, what) {
			kind = ""
		}
		x.readLoosely(p)
	}
	return kind
}
