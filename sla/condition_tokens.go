package sla

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"
)

// Bounds of a condition. The library's parser recurses with each level and its checks walk each node, so that all three are
// enforced before it builds anything deep.
const (
	conditionBytes = 4096
	conditionDepth = 32
	conditionNodes = 1000
)

// conditionTokens splits source into tokens and refuses those that no condition holds. The library's lexer does not recurse.
func conditionTokens(source string) ([]lexer.Token, error) {
	if len(source) > conditionBytes {
		const message = "is %d bytes long; the most is %d: split it or compare with fewer values"
		return nil, ConditionErrors{conditionErrorAt(source, 0, fmt.Sprintf(message, len(source), conditionBytes))}
	}
	if !utf8.ValidString(source) {
		return nil, ConditionErrors{conditionErrorAt(source, invalidRune(source), "is not UTF-8; write plain text")}
	}
	tokens, err := lexer.Lex(file.NewSource(source))
	if err != nil {
		return nil, ConditionErrors{lexingError(source, err)}
	}
	var errs ConditionErrors
	for _, t := range tokens {
		if message := tokenFault(t); message != "" {
			errs = append(errs, conditionErrorAt(source, t.From, message))
		}
	}
	if len(errs) > 0 {
		return nil, errs
	}
	if deep, ok := tooDeep(tokens); ok {
		const message = "is more than %d brackets and signs deep; write fewer of them"
		return nil, ConditionErrors{conditionErrorAt(source, deep.From, fmt.Sprintf(message, conditionDepth))}
	}
	return tokens, nil
}

// invalidRune returns the place, in characters, of the first byte of source that is not UTF-8.
func invalidRune(source string) int {
	place := 0
	for i, r := range source {
		if r == utf8.RuneError && !strings.HasPrefix(source[i:], string(utf8.RuneError)) {
			break
		}
		place++
	}
	return place
}

// lexingMends are what to write instead, by how the library's message begins.
var lexingMends = []struct{ prefix, mend string }{
	{"literal not terminated", "the quote is not closed on its line; write the second quote"},
	{"unclosed comment", "the comment is not closed; write */"},
	{"invalid char escape", "the text has an unknown escape; write \\\\ for a backslash"},
	{"unable to unescape", "the text has an unknown escape; write \\\\ for a backslash"},
}

func lexingError(source string, err error) *ConditionError {
	var at *file.Error
	if !errors.As(err, &at) {
		return conditionErrorAt(source, 0, err.Error())
	}
	for _, m := range lexingMends {
		if strings.HasPrefix(at.Message, m.prefix) {
			return conditionErrorAt(source, at.From, m.mend)
		}
	}
	return conditionErrorAt(source, at.From, at.Message+"; remove it or write it in quotes")
}

// allowedTokens are the operators and brackets of a condition.
var allowedTokens = map[string]bool{
	"and": true, "&&": true, "or": true, "||": true, "not": true, "!": true,
	"==": true, "!=": true, "<": true, "<=": true, ">": true, ">=": true,
	"in": true, "contains": true, "startsWith": true, "endsWith": true,
	"+": true, "-": true, "*": true, "/": true, ",": true, "(": true, ")": true, "[": true, "]": true,
}

// tokenMends are what to write instead of operators that people bring from elsewhere.
var tokenMends = map[string]string{
	"=":       "write == to compare",
	"&":       "write and",
	"|":       "write or",
	"?":       "write the choice with and, or and not",
	"if":      "write the choice with and, or and not",
	"else":    "write the choice with and, or and not",
	"??":      "a missing field reads as \"\", 0, false or the empty list; compare with that",
	"?.":      "a field has no parts; declare each part as a field of its own",
	".":       "a field has no parts; declare each part as a field of its own",
	"..":      "write two comparisons, as in 1 <= x and x <= 5",
	"matches": "write contains, startsWith or endsWith",
	"{":       "write a list of constants in [ and ]",
	"}":       "write a list of constants in [ and ]",
	"let":     "write the expression itself where it is used",
	";":       "join conditions with and or or",
	"%":       "declare a field that holds the remainder",
	"**":      "write the product",
	"^":       "write the product",
}

// tokenFault returns why t stands in no condition, or "".
func tokenFault(t lexer.Token) string {
	switch t.Kind {
	case lexer.Bytes:
		return "bytes have no place in a condition; write a text without the b"
	case lexer.Operator, lexer.Bracket:
		if allowedTokens[t.Value] {
			return ""
		}
		if mend, ok := tokenMends[t.Value]; ok {
			return fmt.Sprintf("%s has no place in a condition; %s", t.Value, mend)
		}
		return fmt.Sprintf("%s has no place in a condition; remove it", t.Value)
	}
	return ""
}

// tooDeep returns the first token at which brackets and signs nest deeper than allowed. Each open bracket is a level, and so
// is each sign or not, up to the next operator that binds looser: those are all but * and /, which a not reaches across.
func tooDeep(tokens []lexer.Token) (lexer.Token, bool) {
	floors := []int{0} // the depth at which the content of each open bracket starts
	depth, operandNext := 0, true
	for _, t := range tokens {
		floor := floors[len(floors)-1]
		switch {
		case t.Is(lexer.Bracket, "(", "["):
			depth++
			floors = append(floors, depth)
			operandNext = true
		case t.Is(lexer.Bracket):
			floors = floors[:max(1, len(floors)-1)]
			operandNext = false
		case t.Is(lexer.Operator, "not", "!", "-", "+") && operandNext:
			depth++
		case t.Is(lexer.Operator, "*", "/"):
			operandNext = true
		case t.Is(lexer.Operator):
			depth, operandNext = floor, true
		default:
			operandNext = false
		}
		if depth > conditionDepth {
			return t, true
		}
	}
	return lexer.Token{}, false
}
