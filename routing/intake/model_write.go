package intake

import (
	"encoding/binary"
	"hash/crc32"
	"math"
)

// A file of a model is a line that says what it is, its version, and the parts in this order. A number is a varint as in
// encoding/binary, a share is the eight bytes of a float, big end first, and a list is its length and then its parts.
//
//	number          version
//	list of texts   the labels, rising, each with the number of its samples
//	number          the samples that a label needs
//	number          the messages that the vocabulary counted
//	list            the features: the distance of the hash from the one before, and how many messages it stands in
//	numbers         the bias of each label, signed, in steps
//	by feature      list of weights: the distance of the label from the one before, and the weight, signed, in steps
//	three shares    the curve
//	figures         two numbers, six shares
//	four bytes      the CRC-32 of all before, big end first
const (
	fileMark    = "bellhop intake model\n"
	fileVersion = 1
)

// MarshalBinary returns the model as the bytes of a file, which [ReadModel] reads. A model is always the same bytes. It never
// fails.
func (m *Model) MarshalBinary() ([]byte, error) {
	b := append([]byte(nil), fileMark...)
	b = binary.AppendUvarint(b, fileVersion)
	b = m.appendLabels(b)
	b = binary.AppendUvarint(b, uint64(m.least))
	b = m.appendVocabulary(b)
	b = m.appendPlanes(b)
	b = appendShares(b, m.trust.base, m.trust.perScore, m.trust.perLead)
	b = binary.AppendUvarint(b, uint64(m.figures.Samples))
	b = binary.AppendUvarint(b, uint64(m.figures.OutOfScope))
	b = appendShares(b, m.figures.shares()...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)), nil
}

func (m *Model) appendLabels(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(m.labels)))
	for i, l := range m.labels {
		b = binary.AppendUvarint(b, uint64(len(l)))
		b = append(b, l...)
		b = binary.AppendUvarint(b, uint64(m.counts[i]))
	}
	return b
}

func (v *vocabulary) appendVocabulary(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(v.messages))
	b = binary.AppendUvarint(b, uint64(len(v.hashes)))
	last := uint32(0)
	for i, h := range v.hashes {
		b = binary.AppendUvarint(b, uint64(h-last))
		b = binary.AppendUvarint(b, uint64(v.counts[i]))
		last = h
	}
	return b
}

func (p *planes) appendPlanes(b []byte) []byte {
	for _, w := range p.bias {
		b = binary.AppendVarint(b, int64(w))
	}
	for f := range len(p.starts) - 1 {
		from, to := p.starts[f], p.starts[f+1]
		b = binary.AppendUvarint(b, uint64(to-from))
		last := uint16(0)
		for i := from; i < to; i++ {
			b = binary.AppendUvarint(b, uint64(p.of[i]-last))
			b = binary.AppendVarint(b, int64(p.weights[i]))
			last = p.of[i]
		}
	}
	return b
}

func appendShares(b []byte, shares ...float64) []byte {
	for _, x := range shares {
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(x))
	}
	return b
}

// shares are the figures that are shares, in the order of the file.
func (f Figures) shares() []float64 {
	return []float64{f.Right, f.Target, f.Threshold, f.Coverage, f.Loss, f.Scope}
}
