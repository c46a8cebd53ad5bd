package intake

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"":                       " ",
		"My CARD's lost!":        " my card's lost ",
		"don’t":                  " don't ",
		"'quoted' rock'n'":       " quoted rock'n ",
		"e-mail: a.b@c.example":  " e mail a b c example ",
		"ÄRGER\tmit\n№5":         " ärger mit 5 ",
		"支払い、遅い":                 " 支払い 遅い ",
		"a\xff\xfeb\xc3":         " a b ",
		"nai\u0308ve":            " nai\u0308ve ",
		strings.Repeat(".", 100): " ",
	} {
		var f folded
		f.fold("what was there before")
		f.fold(text)
		require.Equal(t, want, string(f.text), text)
		var words []string
		for i := range f.words {
			words = append(words, string(f.word(i)))
		}
		require.Equal(t, strings.Fields(want), append([]string{}, words...), text)
	}
}

func TestClipCutsAtALetter(t *testing.T) {
	require.Equal(t, "short", clip("short"))
	require.Equal(t, strings.Repeat("é", mostText/2), clip(strings.Repeat("é", mostText)))
	require.Equal(t, "a"+strings.Repeat("é", mostText/2-1), clip("a"+strings.Repeat("é", mostText)))
}

func TestGrams(t *testing.T) {
	var f folded
	f.fold("Hé is")
	names := map[uint32]string{}
	for kind, texts := range map[uint32][]string{
		wordGram: {"hé", "is"}, pairGram: {"hé is"},
		letterGram: {" hé", " hé ", "hé ", " is", " is ", "is "},
	} {
		for _, text := range texts {
			names[hashOf(kind, []byte(text))] = text
		}
	}
	require.Len(t, names, 9)
	grams := appendGrams(nil, &f)
	require.Len(t, grams, 9)
	for _, g := range grams {
		require.Contains(t, names, g.hash)
		delete(names, g.hash)
	}
}
