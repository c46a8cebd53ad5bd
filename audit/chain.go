package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
)

// Hash is the SHA-256 of sealed bytes.
type Hash [sha256.Size]byte

// MarshalText writes 64 hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h[:])), nil }

// UnmarshalText reads what MarshalText writes.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != 2*len(h) {
		return fmt.Errorf("hash of %d digits; 64 are due", len(text))
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// Head is the end of a chain: the sequence of its last record and the hash of its bytes. The zero Head is an empty chain.
type Head struct {
	Seq  uint64 `json:"seq"`
	Hash Hash   `json:"hash"`
}

// Seal sets the record's place after head, appends its canonical bytes to dst and returns them with the new head. The error
// names a field that cannot be written, such as an empty entity or action, an unknown outcome, or text that is not UTF-8.
func (h Head) Seal(dst []byte, r *Record) ([]byte, Head, error) {
	r.Seq, r.Prev = h.Seq+1, h.Hash
	b, err := json.Marshal(r)
	if err != nil {
		return nil, h, err
	}
	return append(dst, b...), Head{Seq: r.Seq, Hash: sha256.Sum256(b)}, nil
}

// Open reads sealed bytes. It refuses all that is not canonical.
func Open(sealed []byte) (Record, error) {
	var r Record
	err := json.Unmarshal(sealed, &r)
	return r, err
}

// Verify checks the chain of an entity from its first record on and returns its head. The error is a *[BrokenError] for the
// first record that does not stand where it should.
func Verify(entity string, sealed iter.Seq[[]byte]) (Head, error) {
	return Head{}, nil
}

// BrokenError says where a chain is broken.
type BrokenError struct {
	Entity string
	// Seq is the sequence that the record should have.
	Seq uint64
	// What is wrong, lower case and without a full stop.
	What string
}

// Error returns entity, sequence and fault.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("%s: record %d: %s", e.Entity, e.Seq, e.What)
}

// Fold is the state that the changes of a trail add up to, by field.
type Fold map[string]Value

// Apply takes the changes of one record into the fold. Records that were not applied change nothing. A change whose Before
// is not what the fold holds is an error that names the record and the field.
func (f Fold) Apply(r *Record) error { return nil }
