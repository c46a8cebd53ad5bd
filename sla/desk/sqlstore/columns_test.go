package sqlstore

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestColumnsAreArrays(t *testing.T) {
	c := newColumns(3)
	c.add("plain", int64(-1), []byte{0, 255})
	c.add(`a "quote", a \ and a `+"\x00\xff", nil, []byte(nil))
	require.Equal(t, []any{`{"plain","a \"quote\", a \\ and a ` + "\uFFFD\uFFFD" + `"}`, `{-1,NULL}`, `{"\\x00ff","\\x"}`}, legibly(c.args()))
	require.Equal(t, []any{"{}"}, newColumns(1).args())
}
