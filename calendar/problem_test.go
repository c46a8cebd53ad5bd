package calendar

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// pathStep is one step of a path: a key, or a place of a list when the key is nil.
type pathStep struct {
	key   *string
	place int
}

func (s pathStep) String() string {
	if s.key == nil {
		return fmt.Sprintf("place %d", s.place)
	}
	return fmt.Sprintf("key %q", *s.key)
}

var anySteps = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) pathStep {
	if rapid.Bool().Draw(t, "place") {
		return pathStep{place: rapid.IntRange(0, 120).Draw(t, "index")}
	}
	key := rapid.OneOf(
		rapid.StringMatching(`[a-z0-9_-]{0,4}`),
		rapid.StringMatching(`[a".\[\]\\ \n0é]{0,5}`),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 4), func(b []byte) string { return string(b) }),
	).Draw(t, "key")
	return pathStep{key: &key}
}), 0, 5)

// pathOf writes steps as a path.
func pathOf(steps []pathStep) string {
	path := ""
	for _, s := range steps {
		if s.key == nil {
			path = IndexPath(path, s.place)
		} else {
			path = KeyPath(path, *s.key)
		}
	}
	return path
}

var (
	plainKeyStep  = regexp.MustCompile(`^\.?([A-Za-z0-9_-]+)`)
	listPlaceStep = regexp.MustCompile(`^\[(\d+)\]`)
)

// stepsOf reads a path back.
func stepsOf(path string) (steps []pathStep, err error) {
	for rest := path; rest != ""; {
		if m := listPlaceStep.FindStringSubmatch(rest); m != nil {
			n, err := strconv.Atoi(m[1])
			if err != nil {
				return nil, err
			}
			steps, rest = append(steps, pathStep{place: n}), rest[len(m[0]):]
			continue
		}
		if m := plainKeyStep.FindStringSubmatch(rest); m != nil && (rest[0] == '.') == (rest != path) {
			steps, rest = append(steps, pathStep{key: &m[1]}), rest[len(m[0]):]
			continue
		}
		quoted, err := strconv.QuotedPrefix(strings.TrimPrefix(rest, "["))
		if err != nil || !strings.HasPrefix(rest, "["+quoted+"]") {
			return nil, fmt.Errorf("%q: no step at %q", path, rest)
		}
		key, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, err
		}
		steps, rest = append(steps, pathStep{key: &key}), rest[len(quoted)+2:]
	}
	return steps, nil
}

// TestLawPathsReadBack: a path names its steps and no others.
func TestLawPathsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anySteps.Draw(t, "steps")
		got, err := stepsOf(pathOf(want))
		require.NoError(t, err)
		require.Equal(t, fmt.Sprint(want), fmt.Sprint(got))
	})
}

// TestLawJoinedPathsLeadOn: joining two paths gives the path of all steps.
func TestLawJoinedPathsLeadOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, then := anySteps.Draw(t, "first"), anySteps.Draw(t, "then")
		require.Equal(t, pathOf(append(first[:len(first):len(first)], then...)), JoinPath(pathOf(first), pathOf(then)))
	})
}

func TestProblemPaths(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{JoinPath("", ""), ""},
		{JoinPath("a", ""), "a"},
		{JoinPath("", "b"), "b"},
		{JoinPath("a", "b.c"), "a.b.c"},
		{JoinPath("a", "[2].b"), "a[2].b"},
		{KeyPath("hours", "mon-fri"), "hours.mon-fri"},
		{KeyPath("hours", "mon - fri"), `hours["mon - fri"]`},
		{KeyPath("", "a.b"), `["a.b"]`},
		{KeyPath("a", ""), `a[""]`},
		{KeyPath("a", "é\"\n"), `a["é\"\n"]`},
		{IndexPath("holidays", 0), "holidays[0]"},
		{IndexPath("", 3), "[3]"},
	} {
		require.Equal(t, c.want, c.got)
	}
}

// closeWords come close to each other often.
var closeWords = rapid.StringMatching(`[abAB]{0,7}|[a-c]{2,5}é`)

// alignment is the optimal string alignment distance by its definition.
func alignment(a, b string) int {
	switch {
	case a == "" || b == "":
		return len(a) + len(b)
	case a[0] == b[0]:
		return alignment(a[1:], b[1:])
	}
	least := 1 + min(alignment(a[1:], b), alignment(a, b[1:]), alignment(a[1:], b[1:]))
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		least = min(least, 1+alignment(a[2:], b[2:]))
	}
	return least
}

// TestLawEditsCount: edits is the optimal string alignment distance.
func TestLawEditsCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := closeWords.Draw(t, "a"), closeWords.Draw(t, "b")
		require.Equal(t, alignment(a, b), edits(a, b))
	})
}

// misspelt draws a word that a few replaced bytes lead to from another.
func misspelt(word string) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		letters := []byte(word)
		for range rapid.IntRange(0, 3).Draw(t, "slips") {
			if len(letters) > 0 {
				letters[rapid.IntRange(0, len(letters)-1).Draw(t, "at")] = rapid.SampledFrom([]byte("abxA")).Draw(t, "letter")
			}
		}
		return string(letters) + "s"[:rapid.IntRange(0, 1).Draw(t, "more")]
	})
}

// TestLawNearestIsNear: a suggestion is a known word within a third of the bytes of what was written and within two edits,
// no known word is nearer, and there is one whenever some word is near enough.
func TestLawNearestIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := closeWords.Draw(t, "got")
		one := rapid.OneOf(closeWords, misspelt(got)).Filter(func(w string) bool { return w != "" })
		known := rapid.SliceOfN(one, 0, 5).Draw(t, "known")
		far := func(w string) int { return alignment(strings.ToLower(got), strings.ToLower(w)) }
		bound, least := min(2, len(got)/3), 99
		for _, k := range known {
			least = min(least, far(k))
		}
		switch near := Nearest(got, known); {
		case least > bound:
			require.Empty(t, near)
		default:
			require.Contains(t, known, near)
			require.Equal(t, least, far(near))
		}
	})
}

func TestProblemsUnknown(t *testing.T) {
	days := []string{"monday", "tuesday", "sunday"}
	many := strings.Fields("aa bb cc dd ee ff gg hh ii jj kk ll mm")
	for _, c := range []struct {
		name, got string
		known     []string
		want      string
	}{
		{"near", "mondey", days, `unknown day "mondey"; did you mean "monday"?`},
		{"other case", "MONDAY", days, `unknown day "MONDAY"; did you mean "monday"?`},
		{"nearest, not first", "sunday1", []string{"monday1", "sunday", "sunny"}, `unknown day "sunday1"; did you mean "sunday"?`},
		{"first of the equally near", "sonday", []string{"monday", "sunday"}, `unknown day "sonday"; did you mean "monday"?`},
		{"swapped letters", "sudnay", days, `unknown day "sudnay"; did you mean "sunday"?`},
		{"far", "friday", []string{"monday", "tuesday"}, `unknown day "friday"; write one of monday, tuesday`},
		{"short words are not guessed", "mo", []string{"mi", "do"}, `unknown day "mo"; write one of mi, do`},
		{"nothing known", "monday", nil, `unknown day "monday"`},
		{"twelve known", "zz", many[:12], `unknown day "zz"; write one of ` + strings.Join(many[:12], ", ")},
		{"too many known", "zz", many, `unknown day "zz"`},
		{"empty", "", days, `unknown day ""; write one of monday, tuesday, sunday`},
		{"quoted", "mon\nday", []string{"x"}, `unknown day "mon\nday"; write one of x`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p Problems
			p.Unknown("hours.x", "day", c.got, c.known)
			require.Equal(t, Problems{{"hours.x", c.want}}, p)
		})
	}
}

func TestProblemsMerge(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want Problems
	}{
		{"nothing", nil, nil},
		{"no problems", Problems{}, nil},
		{"problems", Problems{{"name", "is empty"}, {"[2]", "is not a day"}, {"", "is not a list"}},
			Problems{{"a.name", "is empty"}, {"a[2]", "is not a day"}, {"a", "is not a list"}}},
		{"one problem", Problem{"b", "is empty"}, Problems{{"a.b", "is empty"}}},
		{"wrapped problems", fmt.Errorf("read: %w", Problems{{"b", "is empty"}}), Problems{{"a.b", "is empty"}}},
		{"another error", io.ErrUnexpectedEOF, Problems{{"a", "unexpected EOF"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p Problems
			p.Merge("a", c.err)
			require.Equal(t, c.want, p)
		})
	}
}

func TestProblemsAreAnErrorOnlyWhenSome(t *testing.T) {
	var p Problems
	require.NoError(t, p.Err())
	p.Add("hours.mon", "%d is past 24:00", 25)
	p.Add("", "is empty")
	require.EqualError(t, p.Err(), "hours.mon: 25 is past 24:00\nis empty")

	var found Problems
	require.True(t, errors.As(fmt.Errorf("acme.yaml: %w", p.Err()), &found))
	require.Equal(t, p, found)
}
