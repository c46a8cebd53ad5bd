package sla

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/parser/operator"
	"github.com/stretchr/testify/require"
)

// fill repeats s to 4 KiB at most, around and after the rest.
func fill(s, rest string) string { return strings.Repeat(s, (conditionBytes-len(rest))/len(s)) + rest }

// deepSources are 4 KiB of each thing that makes a parser recurse.
var deepSources = map[string]string{
	"parentheses":        fill("(", "true"),
	"closed parentheses": strings.Repeat("(", 2000) + "true" + strings.Repeat(")", 2000),
	"brackets":           fill("[", "1"),
	"braces":             fill("{", "1"),
	"braces with keys":   fill("{a:", "1"),
	"indices":            fill("tags[", "0"),
	"calls":              fill("len(", "tags"),
	"foreign calls":      fill("f(", "1"),
	"predicates":         fill("all(tags,", "true"),
	"bangs":              fill("!", "trial"),
	"nots":               fill("not ", "trial"),
	"nots over products": fill("!1*", "trial"),
	"minuses":            fill("-", "1"),
	"spaced signs":       fill("- + ", "1"),
	"signs in products":  fill("-1*", "1"),
	"mixed":              fill("!(-[", "1"),
	"ternaries":          fill("trial?", "true"),
	"ternary tails":      fill("trial?true:", "true"),
	"elvis":              fill("trial?:", "true"),
	"if chain":           fill("if trial{true}else ", "true"),
	"if nest":            fill("if trial{", "true"),
	"powers":             fill("2**", "2"),
	"carets":             fill("2^", "2"),
	"lets":               fill("let a=1;", "true"),
	"sequence":           fill("true;", "true"),
	"coalescing":         fill("tier??", "tier"),
	"pipes":              fill("tier|", "len()"),
	"members":            fill("tier.", "a"),
	"optional members":   fill("tier?.", "a"),
	"ranges":             fill("1..", "2"),
	"comparison chain":   fill("1<", "2"),
	"comparison nest":    fill("1<(", "1"),
	"nest of chains":     strings.Repeat("1<(", 31) + "1" + strings.Repeat(")<1", 31),
	"equality":           fill("true==", "true"),
	"conjunction":        fill("true and ", "true"),
	"disjunction":        fill("true||", "true"),
	"sum":                fill("1+", "1"),
	"long list":          "seats in [" + fill("1,", "1]")[10:],
	"long text":          `subject == "` + strings.Repeat("x", 4000) + `"`,
	"functions on text":  strings.Repeat("lower(", 31) + "subject" + strings.Repeat(")", 31) + ` == ""`,
	"comments":           fill("/**/", "true"),
	"comment lines":      fill("//\n", "true"),
	"dots":               fill(".", "1"),
	"hashes":             fill("#", "1"),
	"quotes":             fill(`"`, ""),
	"raw quotes":         fill("`", ""),
	"escapes":            `"` + fill(`\\`, `"`)[1:],
}

// Whatever fills 4 KiB is compiled or refused at once, and with little memory.
func TestConditionBoundsHold(t *testing.T) {
	for name, source := range deepSources {
		require.LessOrEqual(t, len(source), conditionBytes, name)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		c, err := deskTerms.Condition(source)
		spent := time.Since(start)
		runtime.ReadMemStats(&after)
		require.Less(t, spent, 10*time.Second, name)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(32<<20), name)
		if err == nil {
			_, err = c.Match(Fields{"subject": "x", "tags": []string{"vip"}})
			require.NoError(t, err, name)
		}
	}
}

func TestConditionLimits(t *testing.T) {
	nested := func(open string, n int, inner, shut string) string {
		return strings.Repeat(open, n) + inner + strings.Repeat(shut, n)
	}
	deep := fmt.Sprintf(": is more than %d brackets and signs deep; write fewer of them", conditionDepth)
	for _, row := range []struct{ source, want string }{
		{"trial" + strings.Repeat(" ", conditionBytes-5), ""},
		{"trial" + strings.Repeat(" ", conditionBytes-4), "1:1: is 4097 bytes long; the most is 4096: split it or compare with fewer values"},
		{nested("(", conditionDepth, "trial", ")"), ""},
		{nested("(", conditionDepth+1, "trial", ")"), "1:33" + deep},
		{strings.Repeat("!", conditionDepth) + "trial", ""},
		{strings.Repeat("!", conditionDepth+1) + "trial", "1:33" + deep},
		{nested("not (", conditionDepth/2, "trial", ")"), ""},
		{nested("not (", conditionDepth/2, "not trial", ")"), "1:81" + deep},
		{nested("(", conditionDepth-1, "-seats", ")") + " == 1", ""},
		{nested("(", conditionDepth, "-seats", ")") + " == 1", "1:33" + deep},
		{strings.Repeat("not trial and ", 200) + "trial", ""},
		{strings.Repeat("(trial) or ", 200) + "trial", ""},
		{"seats in [" + strings.Repeat("1,", 900) + "1]", ""},
		{"seats in [" + strings.Repeat("1,", 1100) + "1]", "1:2010: has more than 1000 parts; split it or compare with fewer values"},
	} {
		_, err := deskTerms.Condition(row.source)
		if row.want == "" {
			require.NoError(t, err, row.source)
			continue
		}
		require.EqualError(t, err, row.want, row.source)
	}
}

// None of the library's functions but the allowed ones can be reached, in any way of calling them.
func TestConditionFunctionsAreListed(t *testing.T) {
	allowed := map[string]bool{}
	for _, name := range conditionFunctions {
		allowed[name] = true
	}
	seen := 0
	for name := range builtin.Index {
		if allowed[name] {
			seen++
			continue
		}
		for _, form := range []string{"%s() == 1", "%s(tags) == 1", "%s(tags, true)", "%s(seats, 1) > 1", "::%s(tags) == 1", "tags | %s() == 1", "tags.%s() == 1", "%s == 1"} {
			source := fmt.Sprintf(form, name)
			if name == "count" && form == "%s == 1" {
				continue // the vocabulary of the tests has a field of that name
			}
			_, err := deskTerms.Condition(source)
			require.Error(t, err, source)
		}
	}
	require.Equal(t, len(conditionFunctions), seen, "each allowed function is one of the library's")
}

// Each kind of node and each operator that is not listed is refused by the walk over the tree alone, even if the scan of the
// tokens let it through.
func TestConditionTreeIsListed(t *testing.T) {
	yes, one := &ast.BoolNode{Value: true}, &ast.IntegerNode{Value: 1}
	nodes := []ast.Node{
		&ast.NilNode{}, &ast.BytesNode{}, &ast.ConstantNode{Value: true}, &ast.ChainNode{Node: yes},
		&ast.MemberNode{Node: yes, Property: one}, &ast.SliceNode{Node: yes}, &ast.CallNode{Callee: yes},
		&ast.CallNode{Callee: &ast.IdentifierNode{Value: "now"}}, &ast.CallNode{Callee: &ast.IdentifierNode{Value: listHas}},
		&ast.IdentifierNode{Value: listHas}, &ast.BuiltinNode{Name: "all"}, &ast.PredicateNode{Node: yes}, &ast.PointerNode{},
		&ast.ConditionalNode{Cond: yes, Exp1: yes, Exp2: yes}, &ast.VariableDeclaratorNode{Value: yes, Expr: yes},
		&ast.SequenceNode{Nodes: []ast.Node{yes}}, &ast.ArrayNode{}, &ast.MapNode{}, &ast.PairNode{Key: yes, Value: yes},
		&ast.UnaryNode{Operator: "~", Node: yes},
	}
	for op := range operator.Binary {
		if !allowedTokens[op] {
			nodes = append(nodes, &ast.BinaryNode{Operator: op, Left: one, Right: one})
		}
	}
	for _, n := range nodes {
		x := newInspection(deskTerms, "")
		require.Empty(t, x.kind(n), "%T", n)
		require.NotEmpty(t, x.errs, "%T", n)
	}
}
