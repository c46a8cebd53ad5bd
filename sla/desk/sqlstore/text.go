package sqlstore

import "bytes"

// text is the document of a case as its row holds it: whole, and what has changed since. The zero text is none.
type text struct {
	whole []byte // a whole document
	patch []byte // makes the present document of it; nil when it is the present one
	sum   int64  // of the present document; 0 where nothing is patched
}

// A document is written whole unless the row is shorter with a patch: one that is not long stands in the row itself.
const (
	longDocument = 1700
	longPatch    = 1500
)

// document returns the present document.
func (t text) document() ([]byte, error) {
	if t.patch == nil {
		return t.whole, nil
	}
	document, err := patched(t.whole, t.patch)
	if err == nil && sumOf(document) != t.sum {
		err = errPatch
	}
	return document, err
}

// fresh returns the whole document if it has to be written: beside a patch it stays as it was.
func (t text) fresh() []byte {
	if t.patch != nil {
		return nil
	}
	return t.whole
}

// next returns the text of a document that follows: the whole one stays where a short patch will do. It keeps nothing of the
// document.
func (t text) next(document []byte) text {
	sum := sumOf(document)
	if t.sum != 0 && len(document) >= longDocument {
		if patch := diff(t.whole, document); len(patch) <= min(longPatch, len(document)/2) {
			return text{t.whole, patch, sum}
		}
	}
	return text{whole: bytes.Clone(document), sum: sum}
}
