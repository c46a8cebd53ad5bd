package calendar

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTZDataVersion(t *testing.T) {
	write := func(name, text string) string {
		folder := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
		return folder
	}
	absent := filepath.Join(t.TempDir(), "absent")
	require.Equal(t, "2025b", tzdataVersion([]string{absent, write("tzdata.zi", "# version 2025b\n# more\n")}))
	require.Equal(t, "2024a", tzdataVersion([]string{write("+VERSION", "2024a\n"), write("+VERSION", "2025b\n")}))
	require.Empty(t, tzdataVersion([]string{write("tzdata.zi", "R x\n")}))
	require.Empty(t, tzdataVersion([]string{write("Berlin", "")}))
	require.Empty(t, tzdataVersion([]string{absent}))
}
