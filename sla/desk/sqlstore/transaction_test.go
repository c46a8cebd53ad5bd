package sqlstore

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// coded is an error of a database.
type coded string

func (c coded) Error() string    { return string(c) }
func (c coded) SQLState() string { return string(c) }

func TestRacesAreTriedAgain(t *testing.T) {
	for err, again := range map[error]bool{
		coded("40001"): true, coded("40P01"): true, coded("23505"): true, coded("22012"): true, errRace: true,
		coded("22021"): false, errors.New("40001"): false,
	} {
		require.Equal(t, again, raced(brokenBy(err)), err)
		require.Equal(t, again, raced(fmt.Errorf("a case: %w", err)), err)
	}
	require.False(t, raced(nil))
}
