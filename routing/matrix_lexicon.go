package routing

// lexicon finds the class of a word: a table that is larger than the words need, so that one comparison mostly tells.
type lexicon struct {
	slots []lexeme
	mask  uint32
	tail  int // how many of the last bytes of a word are mixed
}

// lexeme is a word and its class, or nothing where class is none.
type lexeme struct {
	word  string
	class int
}

// The last bytes of a word tell most words apart; where they do not, all bytes are mixed.
const (
	shortTail   = 4
	wholeTail   = 1 << 30
	mostProbing = 4
)

// newLexicon returns the lexicon of words, each with a class.
func newLexicon(class map[string]int) lexicon {
	if l, probing := fillLexicon(class, shortTail); probing <= mostProbing {
		return l
	}
	l, _ := fillLexicon(class, wholeTail)
	return l
}

// fillLexicon also returns how many places were looked at for the word that took longest.
func fillLexicon(class map[string]int, tail int) (l lexicon, probing int) {
	size := 8
	for size < 4*len(class) {
		size *= 2
	}
	l = lexicon{slots: make([]lexeme, size), mask: uint32(size - 1), tail: tail}
	for i := range l.slots {
		l.slots[i].class = none
	}
	for _, word := range sorted(class) {
		at := l.at(word)
		l.slots[at] = lexeme{word, class[word]}
		probing = max(probing, 1+int((at-l.hash(word))&l.mask))
	}
	return l, probing
}

// class returns the class of a word, or none.
func (l *lexicon) class(word string) int { return l.slots[l.at(word)].class }

// at returns the place of a word, or the one where it would stand.
func (l *lexicon) at(word string) uint32 {
	at := l.hash(word) & l.mask
	for l.slots[at].class != none && l.slots[at].word != word {
		at = (at + 1) & l.mask
	}
	return at
}

// hash mixes the length of a word, its first byte and its last ones.
func (l *lexicon) hash(word string) uint32 {
	n := len(word)
	if n == 0 {
		return 0
	}
	h := uint32(n)*0x9E3779B1 ^ uint32(word[0])*0x85EBCA6B
	for i := max(1, n-l.tail); i < n; i++ {
		h = (h ^ uint32(word[i])) * 0x01000193
	}
	return h ^ h>>15
}
