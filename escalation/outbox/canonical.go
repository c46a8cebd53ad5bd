package outbox

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// sameMessage says whether two messages are the same JSON document, whatever the order of the keys in the parts that the host
// gave.
func sameMessage(a, b Message) (bool, error) {
	first, err := json.Marshal(a)
	if err != nil {
		return false, fmt.Errorf("the message cannot be written: %w", err)
	}
	second, err := json.Marshal(b)
	if err != nil {
		return false, fmt.Errorf("the message cannot be written: %w", err)
	}
	return bytes.Equal(first, second) || bytes.Equal(canonical(first), canonical(second)), nil
}

// canonical returns a JSON document with the keys of every object in order and its numbers as they are written.
func canonical(doc []byte) []byte {
	var v any
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.UseNumber()
	if dec.Decode(&v) != nil {
		return doc
	}
	sorted, _ := json.Marshal(v) // what was decoded can be written
	return sorted
}
