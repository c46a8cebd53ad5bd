package intake

import "unicode/utf8"

// The kinds of grams. A kind is a part of the hash, so that the word "a" and the letters "a" are two features.
const (
	wordGram uint32 = iota + 1
	pairGram
	letterGram
)

// The lengths of letter grams, in letters with the spaces around a word.
const (
	shortestGram = 3
	longestGram  = 5
)

// gram is one occurrence of a feature in a text: the hash that names the feature, and the words that it stands in.
type gram struct {
	hash        uint32
	kind        uint32
	first, last int // places of words
}

// appendGrams appends every gram of a folded text: each word, each two neighbours, and within each word with its spaces the
// runs of three to five letters. A word shorter than a run is a run itself.
func appendGrams(grams []gram, f *folded) []gram {
	for i := range f.words {
		grams = append(grams, gram{hashOf(wordGram, f.word(i)), wordGram, i, i})
		if i > 0 {
			pair := f.text[f.words[i-1].from:f.words[i].to]
			grams = append(grams, gram{hashOf(pairGram, pair), pairGram, i - 1, i})
		}
		grams = appendLetters(grams, f, i)
	}
	return grams
}

// appendLetters appends the letter grams of the word at place i.
func appendLetters(grams []gram, f *folded, i int) []gram {
	text := f.text[f.words[i].from-1 : f.words[i].to+1]
	for from := 0; from < len(text); from += runeLen(text[from:]) {
		h, to := startHash(letterGram), from
		for n := 1; n <= longestGram && to < len(text); n++ {
			for end := to + runeLen(text[to:]); to < end; to++ {
				h = addHash(h, text[to])
			}
			if n >= shortestGram {
				grams = append(grams, gram{endHash(h), letterGram, i, i})
			}
		}
	}
	return grams
}

func runeLen(text []byte) int {
	if text[0] < utf8.RuneSelf {
		return 1
	}
	_, n := utf8.DecodeRune(text)
	return n
}

// hashOf is the hash of a gram: FNV-1a over the kind and the bytes, with its bits mixed.
func hashOf(kind uint32, text []byte) uint32 {
	h := startHash(kind)
	for _, b := range text {
		h = addHash(h, b)
	}
	return endHash(h)
}

func startHash(kind uint32) uint32    { return addHash(2166136261, byte(kind)) }
func addHash(h uint32, b byte) uint32 { return (h ^ uint32(b)) * 16777619 }
func endHash(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}
