package audit

import "unicode/utf8"

// plain returns how many bytes of s stand for themselves in a text, up to the first that does not, and whether all are ASCII.
func plain(s string) (int, bool) {
	bits := byte(0)
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c == '"' || c == '\\' {
			return i, bits < utf8.RuneSelf
		}
		bits |= c
	}
	return len(s), bits < utf8.RuneSelf
}

// short are the escapes of two bytes.
var short = [' ']byte{'\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r'}

// appendQuoted appends a text with the escapes of RFC 8785, section 3.2.2.2: the fewest that JSON allows. It says whether the
// text is ASCII.
func appendQuoted(b []byte, s string) (_ []byte, ascii bool) {
	b = append(b, '"')
	ascii = true
	for {
		n, a := plain(s)
		b, ascii = append(b, s[:n]...), ascii && a
		if n == len(s) {
			return append(b, '"'), ascii
		}
		b, s = appendEscape(b, s[n]), s[n+1:]
	}
}

// appendEscape appends a byte that does not stand for itself.
func appendEscape(b []byte, c byte) []byte {
	switch {
	case c >= ' ':
		return append(b, '\\', c)
	case short[c] != 0:
		return append(b, '\\', short[c])
	}
	const digits = "0123456789abcdef"
	return append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
}
