package intake

import (
	"unicode"
	"unicode/utf8"
)

// mostText is how many bytes of a text are read; of a longer one the rest is left out, at a whole letter.
const mostText = 16 << 10

// folded is a text in lower case, cut into words. A word is a run of letters, digits and marks; an apostrophe between two
// letters belongs to its word. Between and around the words stands one space each.
type folded struct {
	text  []byte // " my card's lost "
	words []span
}

// span is the place of a word in a folded text, its spaces left out.
type span struct{ from, to int }

// fold reads a text into f and forgets what f held. Bytes that are no UTF-8 stand between words.
func (f *folded) fold(text string) {
	f.text, f.words = append(f.text[:0], ' '), f.words[:0]
	from := -1
	for i, r := range clip(text) {
		if inWord(r) || from >= 0 && apostrophe(r) && letterAt(text, i+utf8.RuneLen(r)) {
			if from < 0 {
				from = len(f.text)
			}
			if apostrophe(r) {
				r = '\''
			}
			f.text = utf8.AppendRune(f.text, unicode.ToLower(r))
			continue
		}
		from = f.close(from)
	}
	f.close(from)
}

// close ends the word that began at from, if any.
func (f *folded) close(from int) int {
	if from >= 0 {
		f.words = append(f.words, span{from, len(f.text)})
		f.text = append(f.text, ' ')
	}
	return -1
}

// word returns the word at place i.
func (f *folded) word(i int) []byte { return f.text[f.words[i].from:f.words[i].to] }

// clip returns as much of a text as is read.
func clip(text string) string {
	if len(text) <= mostText {
		return text
	}
	end := mostText
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' }

func letterAt(text string, i int) bool {
	if i >= len(text) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return inWord(r)
}
