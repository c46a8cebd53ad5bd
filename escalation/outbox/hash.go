package outbox

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
)

// hash returns a hash of texts that tells ("ab", "c") from ("a", "bc").
func hash(parts ...string) [sha256.Size]byte {
	var all []byte
	for _, p := range parts {
		all = binary.AppendUvarint(all, uint64(len(p)))
		all = append(all, p...)
	}
	return sha256.Sum256(all)
}

// hexKey returns 32 characters that stand for texts.
func hexKey(parts ...string) string {
	sum := hash(parts...)
	return hex.EncodeToString(sum[:16])
}

// draw returns a number that looks drawn by lot and is a function of the key and the attempt.
func draw(key string, attempt int) uint64 {
	sum := hash("draw", key, strconv.Itoa(attempt))
	return binary.BigEndian.Uint64(sum[:])
}
