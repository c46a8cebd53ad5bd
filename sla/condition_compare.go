package sla

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// equal checks a comparison by == or !=.
func (x *inspection) equal(n *ast.BinaryNode) FieldType {
	l, r := x.kind(n.Left), x.kind(n.Right)
	switch {
	case l == "" || r == "":
	case l == ListField || r == ListField:
		x.fault(n, "%s does not compare lists; write \"word\" in the list, or len", n.Operator)
	case l != r:
		x.fault(n, "%s compares a %s with a %s; both sides must be of one type", n.Operator, l, r)
	default:
		x.compare(n.Left, n.Right)
	}
	return FlagField
}

// order checks a comparison by <, <=, > or >=.
func (x *inspection) order(n *ast.BinaryNode) FieldType {
	l, r := x.kind(n.Left), x.kind(n.Right)
	switch {
	case l == "" || r == "":
	case l == TextField && r == TextField:
		x.fault(n, "texts have no order; list those that fit after in")
	case l != NumberField || r != NumberField:
		x.fault(n, "%s compares a %s with a %s; both sides must be numbers", n.Operator, l, r)
	default:
		x.compare(n.Left, n.Right)
	}
	return FlagField
}

// member checks in.
func (x *inspection) member(n *ast.BinaryNode) FieldType {
	l := x.kind(n.Left)
	if list, ok := n.Right.(*ast.ArrayNode); ok {
		x.memberOf(n, l, list)
		return FlagField
	}
	switch r := x.kind(n.Right); {
	case l == "" || r == "":
	case r != ListField:
		x.fault(n.Right, "in takes a list on its right, but this is a %s; write == or a list in brackets", r)
	case l != TextField:
		x.fault(n.Left, "a list holds texts, but this is a %s; write a text", l)
	default:
		x.compare(n.Left, n.Right)
	}
	return FlagField
}

// memberOf checks in with a list in brackets on the right.
func (x *inspection) memberOf(n *ast.BinaryNode, l FieldType, list *ast.ArrayNode) {
	if len(list.Nodes) == 0 {
		x.fault(list, "the list is empty, so that nothing is in it; write what fits")
	}
	if l == ListField {
		x.fault(n.Left, "a list is not in a list; write \"word\" in the list field for each word, joined with or")
		l = ""
	}
	if l == FlagField {
		x.fault(n.Left, "a flag needs no list; write the flag itself")
		l = ""
	}
	for _, entry := range list.Nodes {
		switch kind := x.kind(entry); {
		case kind == "":
		case constantOf(entry) == nil:
			x.fault(entry, "a list in brackets holds constants only; compare with == and join with or")
		case l != "" && kind != l:
			x.fault(entry, "in compares a %s with a %s; both sides must be of one type", l, kind)
		case l != "":
			x.compare(n.Left, entry)
		}
	}
}

// part checks contains, startsWith and endsWith.
func (x *inspection) part(n *ast.BinaryNode) FieldType {
	if x.kind(n.Left) == ListField {
		x.fault(n, "%s looks into a text, but its left side is a list; write \"word\" in the list", n.Operator)
	} else {
		x.want(n.Left, TextField, n.Operator)
	}
	x.want(n.Right, TextField, n.Operator)
	x.readLoosely(n.Left)
	x.readLoosely(n.Right)
	return FlagField
}

// call checks a call of one of the allowed functions.
func (x *inspection) call(n ast.Node, name string, args []ast.Node) FieldType {
	if !slices.Contains(conditionFunctions, name) {
		return x.unknownFunction(n, name)
	}
	if len(args) != 1 {
		return x.fault(n, "%s takes one argument, not %d", name, len(args))
	}
	x.readLoosely(args[0])
	switch name {
	case "abs":
		return x.number(name, args[0])
	case "len":
		if kind := x.kind(args[0]); kind == NumberField || kind == FlagField {
			x.fault(args[0], "len takes a text or a list, but this is a %s; remove the len", kind)
		}
		return NumberField
	}
	if !x.want(args[0], TextField, name) {
		return ""
	}
	return TextField
}

// foreignCall refuses a call of what is no function of conditions.
func (x *inspection) foreignCall(n *ast.CallNode) FieldType {
	if callee, ok := n.Callee.(*ast.IdentifierNode); ok {
		return x.unknownFunction(n, callee.Value)
	}
	return x.fault(n, "a field has no functions; put the field in the brackets of one")
}

// clockFunctions are the library's functions that know time.
var clockFunctions = []string{"now", "date", "duration", "timezone"}

func (x *inspection) unknownFunction(n ast.Node, name string) FieldType {
	if slices.Contains(clockFunctions, name) {
		return x.fault(n, "%s deals with time, but a condition reads the ticket alone; let a target count time", name)
	}
	if _, ok := x.terms.terms[name]; ok {
		return x.fault(n, "%s is a field and not a function; remove the brackets after it", name)
	}
	message := unknownWord("function", name, conditionFunctions)
	if !strings.Contains(message, "did you mean") {
		message += "; there are no loops"
	}
	return x.fault(n, "%s", message)
}

// compare notes a comparison of two parts of one type, or of a text and a list that may hold it.
func (x *inspection) compare(a, b ast.Node) {
	switch c, d := constantOf(a), constantOf(b); {
	case d != nil:
		x.compareConstant(a, b, d)
	case c != nil:
		x.compareConstant(b, a, c)
	default:
		x.readLoosely(a)
		x.readLoosely(b)
	}
}

// compareConstant notes that a part is compared with the constant c, which stands at at.
func (x *inspection) compareConstant(part, at ast.Node, c any) {
	field, ok := part.(*ast.IdentifierNode)
	if !ok {
		return
	}
	d := x.terms.terms[field.Value]
	if word, ok := c.(string); ok && d.known != nil && !d.known[word] {
		x.fault(at, "%s", d.unknown(word))
		return
	}
	if !slices.Contains(x.constants[d.name], c) {
		x.constants[d.name] = append(x.constants[d.name], c)
	}
}

// readLoosely notes that a part, if it is a field, is read other than by comparison with constants.
func (x *inspection) readLoosely(n ast.Node) {
	if field, ok := n.(*ast.IdentifierNode); ok {
		x.loose[field.Value] = true
	}
}

// constantOf returns the constant that n writes, as a string, a float64 or a bool, or nil.
func constantOf(n ast.Node) any {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.BoolNode:
		return n.Value
	case *ast.IntegerNode:
		return float64(n.Value)
	case *ast.FloatNode:
		return n.Value
	case *ast.UnaryNode:
		if c, ok := constantOf(n.Node).(float64); ok {
			if n.Operator == "-" {
				return -c
			}
			return c
		}
	}
	return nil
}
