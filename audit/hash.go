package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Hash is the SHA-256 of sealed bytes.
type Hash [sha256.Size]byte

// AppendText appends 64 hexadecimal digits, lower case, to b.
func (h Hash) AppendText(b []byte) ([]byte, error) { return hex.AppendEncode(b, h[:]), nil }

// MarshalText writes what AppendText appends.
func (h Hash) MarshalText() ([]byte, error) { return h.AppendText(nil) }

// UnmarshalText reads 64 hexadecimal digits.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != 2*len(h) {
		return fmt.Errorf("hash of %d digits; 64 are due", len(text))
	}
	var read Hash
	if _, err := hex.Decode(read[:], text); err != nil {
		return fmt.Errorf("hash: %w", err)
	}
	*h = read
	return nil
}

// String returns the digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }
