package intake

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"strings"
)

// What a file of a model may be refused for, beside that it cannot be read. The error of [ReadModel] wraps one of them.
var (
	ErrNotModel = errors.New("no model of bellhop")
	ErrNewer    = errors.New("the model is newer than this program")
	ErrCorrupt  = errors.New("the model is damaged")
)

// ReadModel reads the bytes of a file that [Model.MarshalBinary] wrote. It takes no others: whatever it reads is written back as
// the same bytes. The error wraps [ErrNotModel], [ErrNewer] or [ErrCorrupt] and says at which byte.
func ReadModel(data []byte) (*Model, error) {
	if !strings.HasPrefix(string(data), fileMark) {
		return nil, fmt.Errorf("byte 0: %w: it does not begin with %q", ErrNotModel, strings.TrimSpace(fileMark))
	}
	r := &reader{data: data, at: len(fileMark)}
	if version := r.number("version", math.MaxUint32); r.err == nil && version != fileVersion {
		return nil, fmt.Errorf("byte %d: %w: version %d, and %d is known; train it anew or use a newer program", len(fileMark), ErrNewer, version, fileVersion)
	}
	body := len(data) - 4
	if body < r.at {
		return nil, fmt.Errorf("byte %d: %w: it ends here", len(data), ErrCorrupt)
	}
	if crc32.ChecksumIEEE(data[:body]) != binary.BigEndian.Uint32(data[body:]) {
		return nil, fmt.Errorf("byte %d: %w: the checksum is another", body, ErrCorrupt)
	}
	r.data = data[:body]
	m := r.model()
	if r.err == nil && r.at != body {
		r.fail("end", "%d bytes stand behind the model", body-r.at)
	}
	if r.err != nil {
		return nil, r.err
	}
	m.index()
	m.asks = m.figures.Threshold
	return m, nil
}

// reader reads the parts of a file. Behind the first fault all reads give zero.
type reader struct {
	data []byte
	at   int
	err  error
}

func (r *reader) fail(part, format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("byte %d: %w: %s: %s", r.at, ErrCorrupt, part, fmt.Sprintf(format, args...))
	}
}

// number reads a number of at most most, written as short as it can be.
func (r *reader) number(part string, most uint64) uint64 {
	if r.err != nil {
		return 0
	}
	x, n := binary.Uvarint(r.data[r.at:])
	switch {
	case n <= 0:
		r.fail(part, "no number stands here")
	case n > 1 && r.data[r.at+n-1] == 0:
		r.fail(part, "the number is written too long")
	case x > most:
		r.fail(part, "%d is more than %d", x, most)
	default:
		r.at += n
		return x
	}
	return 0
}

// length reads the length of a list of which each part takes so many bytes at the least.
func (r *reader) length(part string, least int) int {
	n := r.number(part, math.MaxInt32)
	if left := (len(r.data) - r.at) / least; r.err == nil && n > uint64(left) {
		r.fail(part, "%d do not fit into what is left of the file", n)
		return 0
	}
	return int(n)
}

// weight reads a signed number that a weight can be.
func (r *reader) weight(part string) int16 {
	x := r.number(part, 2*math.MaxInt16)
	return int16(int64(x>>1) ^ -int64(x&1))
}

// share reads a float from least to most.
func (r *reader) share(part string, least, most float64) float64 {
	if r.err == nil && r.at+8 > len(r.data) {
		r.fail(part, "it ends here")
	}
	if r.err != nil {
		return 0
	}
	x := math.Float64frombits(binary.BigEndian.Uint64(r.data[r.at:]))
	if !(x >= least && x <= most) {
		r.fail(part, "%v is not from %v to %v", x, least, most)
		return 0
	}
	r.at += 8
	return x
}

func (r *reader) text(part string) string {
	n := r.length(part, 1)
	if r.err != nil {
		return ""
	}
	r.at += n
	return string(r.data[r.at-n : r.at])
}

func (r *reader) model() *Model {
	m := &Model{}
	r.labels(m)
	m.least = int(r.number("least", math.MaxInt32))
	m.vocabulary = r.vocabulary()
	m.planes = r.planes(len(m.labels), len(m.hashes))
	const steep = 1e6
	m.trust = trust{r.share("curve", -steep, steep), r.share("curve", -steep, steep), r.share("curve", -steep, steep)}
	f := &m.figures
	f.Samples, f.OutOfScope = int(r.number("figures", math.MaxInt32)), int(r.number("figures", math.MaxInt32))
	for _, into := range []*float64{&f.Right, &f.Target, &f.Threshold, &f.Coverage, &f.Loss, &f.Scope} {
		*into = r.share("figures", 0, 2)
	}
	return m
}

func (r *reader) labels(m *Model) {
	n := r.length("labels", 2)
	if r.err == nil && (n < 2 || n > mostClasses) {
		r.fail("labels", "there are %d; a model has 2 to %d", n, mostClasses)
	}
	for i := 0; i < n && r.err == nil; i++ {
		part := fmt.Sprintf("labels[%d]", i)
		l := r.text(part)
		if l == "" || i > 0 && l <= m.labels[i-1] {
			r.fail(part, "%q is empty or out of order", l)
		}
		m.labels = append(m.labels, l)
		m.counts = append(m.counts, int(r.number(part, math.MaxInt32)))
	}
}

func (r *reader) vocabulary() *vocabulary {
	v := &vocabulary{messages: int(r.number("messages", math.MaxInt32))}
	n := r.length("features", 2)
	last := uint64(0)
	for i := 0; i < n && r.err == nil; i++ {
		part := fmt.Sprintf("features[%d]", i)
		d := r.number(part, math.MaxUint32-last)
		if i > 0 && d == 0 {
			r.fail(part, "it stands twice")
		}
		last += d
		count := r.number(part, uint64(v.messages))
		if count == 0 {
			r.fail(part, "it stands in no message")
		}
		v.hashes, v.counts = append(v.hashes, uint32(last)), append(v.counts, uint32(count))
	}
	return v
}

func (r *reader) planes(classes, features int) *planes {
	p := &planes{classes: classes, starts: []uint32{0}}
	for i := 0; i < classes && r.err == nil; i++ {
		p.bias = append(p.bias, r.weight("bias"))
	}
	for f := 0; f < features && r.err == nil; f++ {
		r.feature(p, fmt.Sprintf("weights[%d]", f))
	}
	return p
}

// feature reads the weights of one feature.
func (r *reader) feature(p *planes, part string) {
	last := uint64(0)
	n := r.length(part, 2)
	for i := 0; i < n && r.err == nil; i++ {
		d := r.number(part, uint64(p.classes-1)-last)
		if i > 0 && d == 0 {
			r.fail(part, "a label stands twice")
		}
		last += d
		w := r.weight(part)
		if w == 0 {
			r.fail(part, "a weight is nothing")
		}
		p.of, p.weights = append(p.of, uint16(last)), append(p.weights, w)
	}
	p.starts = append(p.starts, uint32(len(p.of)))
}
