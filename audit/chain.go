package audit

import (
	"crypto/sha256"
	"fmt"
	"iter"
)

// Head is the end of a chain: the sequence of its last record and the hash of its bytes. The zero Head is an empty chain.
// Heads compare with ==.
type Head struct {
	Seq  uint64 `json:"seq"`
	Hash Hash   `json:"hash"`
}

// Seal sets the record's place after head, appends its canonical bytes to dst and returns them with the new head. The error
// joins every field that cannot be written, such as a missing entity, an action that is not lower-case words joined by dots,
// an unknown outcome or kind of actor, an instant that is not set or lies outside the years 1 to 9999, a number beyond 2^53-1,
// or a text that is not UTF-8; dst and head are then returned as they were.
func (h Head) Seal(dst []byte, r *Record) ([]byte, Head, error) {
	r.Seq, r.Prev = h.Seq+1, h.Hash
	b, err := appendRecord(dst, r)
	if err != nil {
		return dst, h, err
	}
	return b, Head{Seq: r.Seq, Hash: sha256.Sum256(b[len(dst):])}, nil
}

// Open reads sealed bytes. It takes exactly what Seal can write: the error names the byte where the canonical form ends, or
// the fields that Seal would refuse. Times are in UTC; the texts of the record share one copy of the bytes.
func Open(sealed []byte) (Record, error) {
	var o opener
	if err := o.open(sealed); err != nil {
		return Record{}, err
	}
	return o.record, nil
}

// Verify checks the chain of an entity from its first record on and returns its head. The error is a *[BrokenError] for the
// first record that does not stand where it should; the head is then that of the record before.
//
// A chain whose end was cut off, or whose last record was changed and sealed anew, is a chain still: compare the head with
// the one that is known from elsewhere. No bytes are kept; the caller may use the slice again.
func Verify(entity string, sealed iter.Seq[[]byte]) (Head, error) {
	return VerifyFrom(Head{}, entity, sealed)
}

// VerifyFrom does what Verify does, from the record after a head that is known on.
func VerifyFrom(head Head, entity string, sealed iter.Seq[[]byte]) (Head, error) {
	var o opener
	r := &o.record
	for b := range sealed {
		what := ""
		switch err := o.open(b); {
		case err != nil:
			what = err.Error()
		case r.Entity != entity:
			what = fmt.Sprintf("it is a record of %s", r.Entity)
		case r.Seq != head.Seq+1:
			what = fmt.Sprintf("record %d stands in its place", r.Seq)
		case r.Prev != head.Hash:
			what = fmt.Sprintf("it follows %.12s; the record before it is %.12s", r.Prev, head.Hash)
		default:
			head = Head{Seq: r.Seq, Hash: sha256.Sum256(b)}
			continue
		}
		return head, &BrokenError{Entity: entity, Seq: head.Seq + 1, What: what}
	}
	return head, nil
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
