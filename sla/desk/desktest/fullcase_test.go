package desktest

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// The case of the round trip says something in each of its fields, so that no store can drop one unseen.
func TestFullCaseIsFull(t *testing.T) {
	c := reflect.ValueOf(fullCase("T"))
	for i := range c.NumField() {
		if name := c.Type().Field(i).Name; name != "Head" {
			require.False(t, c.Field(i).IsZero(), "%s says nothing", name)
		}
	}
}
