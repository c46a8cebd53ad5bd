package desk

// roll holds texts that are never changed or taken away, one behind the other on sheets. Nothing points into it, so that it
// costs the garbage collector nothing however many texts it holds.
type roll struct{ sheets [][]byte }

// line is where a text stands on a roll.
type line struct{ sheet, from, size uint32 }

// The sizes of a sheet: the first one, and the longest that the ones after it grow to. A longer text has a sheet to itself.
const (
	firstSheet   = 1 << 10
	longestSheet = 32 << 10
)

// write adds a text.
func (r *roll) write(text []byte) line {
	n := len(r.sheets) - 1
	if n < 0 || cap(r.sheets[n])-len(r.sheets[n]) < len(text) {
		n++
		r.sheets = append(r.sheets, make([]byte, 0, max(r.nextSize(), len(text))))
	}
	from := len(r.sheets[n])
	r.sheets[n] = append(r.sheets[n], text...)
	return line{uint32(n), uint32(from), uint32(len(text))}
}

// nextSize returns how long the next sheet is to be: twice the last one, within the bounds.
func (r *roll) nextSize() int {
	if len(r.sheets) == 0 {
		return firstSheet
	}
	return min(2*cap(r.sheets[len(r.sheets)-1]), longestSheet)
}

// read returns a text. It may not be changed.
func (r *roll) read(l line) []byte {
	end := l.from + l.size
	return r.sheets[l.sheet][l.from:end:end]
}
