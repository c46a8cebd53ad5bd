package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
)

// digest sums up all that happens in a run: equal runs have equal digests.
type digest struct {
	hash   hash.Hash
	buffer []byte
}

func newDigest() *digest { return &digest{sha256.New(), make([]byte, 0, 1<<14)} }

func (d *digest) add(h happening) {
	d.buffer = binary.BigEndian.AppendUint64(d.buffer, uint64(h.at))
	d.buffer = append(d.buffer, byte(h.kind))
	d.buffer = binary.BigEndian.AppendUint32(d.buffer, uint32(h.ticket))
	d.buffer = binary.BigEndian.AppendUint32(d.buffer, uint32(h.worker))
	if len(d.buffer)+32 > cap(d.buffer) {
		d.flush()
	}
}

func (d *digest) flush() {
	d.hash.Write(d.buffer)
	d.buffer = d.buffer[:0]
}

// String returns the digest in hexadecimal digits.
func (d *digest) String() string {
	d.flush()
	return hex.EncodeToString(d.hash.Sum(nil))
}
