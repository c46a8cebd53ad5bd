package sqlstore

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/bits"
)

// errPatch says that a patch was not made from the document that it is applied to.
var errPatch = errors.New("its document cannot be read: its patch is that of another")

// A patch makes one document from another: pairs of a text of its own and a piece of the other one. Each text stands behind its
// length, each piece is its place and its length; all of them are varints.

// grain is how many bytes must be the same to be taken from the other document; stride is how far apart its places are that are
// looked at; shelves are how many of them are kept.
const (
	grain   = 8
	stride  = 4
	shelves = 1 << 12
)

// places are where in a document something stands, by the hash of its first bytes. 0 is nowhere, else it is one more.
type places [shelves]uint16

// shelf is where bytes are looked for.
func shelf(b []byte) uint64 { return binary.LittleEndian.Uint64(b) * 0x9E3779B97F4A7C15 >> 52 }

// note notes where things stand in a document.
func (p *places) note(document []byte) {
	for at := 0; at+grain <= len(document) && at < 1<<16-1; at += stride {
		p[shelf(document[at:])] = uint16(at + 1)
	}
}

// run is a piece of the one document that stands in the other. The front is the one that ends last.
type run struct{ from, to, long int }

// diff returns the patch that makes next from base.
func diff(base, next []byte) []byte {
	var known places
	known.note(base)
	patch := make([]byte, 0, 256)
	told, front := 0, run{}
	for at := 0; at+grain <= len(next); {
		r := known.find(base, next, told, at, front)
		if r.long == 0 {
			at++
			continue
		}
		patch = pair(patch, next[told:r.to], r)
		told, at = r.to+r.long, r.to+r.long
		if r.from+r.long > front.from+front.long {
			front = r
		}
	}
	return pair(patch, next[told:], run{})
}

// find returns the longest of three pieces of base that stand at a place of next, or before it down to told: the one that is
// noted, the one that comes next when something was put in after the front, and the one when something was replaced there.
func (p *places) find(base, next []byte, told, at int, front run) (r run) {
	for _, from := range [...]int{int(p[shelf(next[at:])]) - 1, front.from + front.long, front.from + at - front.to} {
		if from < 0 || from+grain > len(base) {
			continue
		}
		if other := longest(base, next, told, from, at); other.long > r.long {
			r = other
		}
	}
	return r
}

// longest returns how much is the same around two places.
func longest(base, next []byte, told, from, to int) run {
	long := same(base[from:], next[to:])
	if long < grain {
		return run{}
	}
	for from > 0 && to > told && base[from-1] == next[to-1] {
		from, to, long = from-1, to-1, long+1
	}
	return run{from, to, long}
}

// same returns how many bytes two texts begin with alike.
func same(a, b []byte) int {
	n, most := 0, min(len(a), len(b))
	for ; n+8 <= most; n += 8 {
		if other := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); other != 0 {
			return n + bits.TrailingZeros64(other)/8
		}
	}
	for n < most && a[n] == b[n] {
		n++
	}
	return n
}

// pair appends a text and a piece.
func pair(patch, text []byte, r run) []byte {
	patch = append(binary.AppendUvarint(patch, uint64(len(text))), text...)
	return binary.AppendUvarint(binary.AppendUvarint(patch, uint64(r.from)), uint64(r.long))
}

// patched returns the document that a patch makes from another.
func patched(base, patch []byte) ([]byte, error) {
	next := make([]byte, 0, len(base)+len(patch))
	for len(patch) > 0 {
		text, rest, ok := cut(patch)
		if !ok || text > uint64(len(rest)) {
			return nil, errPatch
		}
		next = append(next, rest[:text]...)
		from, rest, ok := cut(rest[text:])
		if !ok || from > uint64(len(base)) {
			return nil, errPatch
		}
		long, rest, ok := cut(rest)
		if !ok || long > uint64(len(base))-from {
			return nil, errPatch
		}
		next, patch = append(next, base[from:from+long]...), rest
	}
	return next, nil
}

// cut cuts a number off the front.
func cut(b []byte) (n uint64, rest []byte, ok bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 {
		return 0, nil, false
	}
	return n, b[size:], true
}

// sumOf tells documents apart.
func sumOf(document []byte) int64 {
	sum := sha256.Sum256(document)
	return int64(binary.LittleEndian.Uint64(sum[:]))
}
