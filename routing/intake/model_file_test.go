package intake

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func fileOf(t testing.TB, m *Model) []byte {
	t.Helper()
	data, err := m.MarshalBinary()
	require.NoError(t, err)
	return data
}

// sealed returns a file with the checksum that it should have.
func sealed(data []byte) []byte {
	if len(data) < 4 {
		return data
	}
	body := data[:len(data)-4]
	return binary.BigEndian.AppendUint32(append([]byte(nil), body...), crc32.ChecksumIEEE(body))
}

func refused(err error) bool {
	return errors.Is(err, ErrNotModel) || errors.Is(err, ErrNewer) || errors.Is(err, ErrCorrupt)
}

// Every byte that is changed and every end that is missing is noticed.
func TestReadModelRefusesDamage(t *testing.T) {
	data := fileOf(t, trained(t))
	for i := range data {
		_, err := ReadModel(data[:i])
		require.True(t, refused(err), "cut at %d: %v", i, err)
		bad := append([]byte(nil), data...)
		bad[i] ^= 0x40
		_, err = ReadModel(bad)
		require.True(t, refused(err), "changed at %d: %v", i, err)
	}
}

func TestReadModelSaysWhere(t *testing.T) {
	data := fileOf(t, trained(t))
	with := func(at int, b byte) []byte {
		bad := append([]byte(nil), data...)
		bad[at] = b
		return sealed(bad)
	}
	mark := len(fileMark)
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, `byte 0: no model of bellhop: it does not begin with "bellhop intake model"`},
		{"other", []byte("text,label\n"), `byte 0: no model of bellhop: it does not begin with "bellhop intake model"`},
		{"only the mark", []byte(fileMark), "byte 21: the model is damaged: it ends here"},
		{"newer", with(mark, 2), "byte 21: the model is newer than this program: version 2, and 1 is known; train it anew or use a newer program"},
		{"older", with(mark, 0), "byte 21: the model is newer than this program: version 0, and 1 is known; train it anew or use a newer program"},
		{"checksum", append(data[:len(data)-1:len(data)-1], data[len(data)-1]+1), "the model is damaged: the checksum is another"},
		{"a long number", sealed(slices.Replace(slices.Clone(data), mark, mark+1, 0x81, 0)), "byte 21: the model is damaged: version: the number is written too long"},
		{"a text beyond the end", sealed([]byte(fileMark + "\x01\x02\x06000000000")), "byte 24: the model is damaged: labels[0]: 6 do not fit into what is left of the file"},
		{"one label", with(mark+1, 1), "byte 23: the model is damaged: labels: there are 1; a model has 2 to 65536"},
		{"labels out of order", with(mark+3, 'z'), `the model is damaged: labels[1]: "billing/refund" is empty or out of order`},
		{"more behind", sealed(append(append([]byte(nil), data...), 0)), "end: 1 bytes stand behind the model"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadModel(c.data)
			require.ErrorContains(t, err, c.want)
			require.True(t, refused(err))
		})
	}
}

func TestAskingIsNotStored(t *testing.T) {
	m := trained(t)
	require.Equal(t, fileOf(t, m), fileOf(t, m.Asking(0.1)))
	again, err := ReadModel(fileOf(t, m))
	require.NoError(t, err)
	require.Equal(t, m, again)
	require.Equal(t, m.Labels(), again.Labels())
	require.Equal(t, m.Figures(), again.Figures())
}

// FuzzReadModel: whatever is read is written back byte for byte and reads any message.
func FuzzReadModel(f *testing.F) {
	tiny, err := Train([]Sample{{"refund me", "refund"}, {"it is down", "outage"}, {"sing", OutOfScope}}, Training{Least: 1})
	require.NoError(f, err)
	data := fileOf(f, tiny)
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Fuzz(func(t *testing.T, data []byte) {
		data = sealed(data)
		m, err := ReadModel(data)
		if err != nil {
			require.True(t, refused(err), "%v", err)
			return
		}
		require.Equal(t, data, fileOf(t, m))
		whole(t, m.Read("refund it is down"))
	})
}
