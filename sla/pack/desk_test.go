package pack

import (
	"os"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/calendar/holidays"
)

// The sample desk is a valid pack, and shows each key of the written form.
func TestSampleDeskUsesEveryKey(t *testing.T) {
	data, err := os.ReadFile("testdata/desk.yaml")
	require.NoError(t, err)
	p, err := Read("desk.yaml", data, holidays.All{})
	require.NoError(t, err)
	text, err := p.MarshalText()
	require.NoError(t, err)
	again, err := Read("desk.json", text, holidays.All{})
	require.NoError(t, err)
	require.Equal(t, p.Version(), again.Version())
	used := map[string]bool{}
	note(reflect.ValueOf(p.File), "file", used)
	for key, ok := range used {
		require.True(t, ok, "%s is never written", key)
	}
	require.Greater(t, len(used), 50)
}

func BenchmarkRead(b *testing.B) {
	data, err := os.ReadFile("testdata/desk.yaml")
	require.NoError(b, err)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read("desk.yaml", data, holidays.All{}); err != nil {
			b.Fatal(err)
		}
	}
}

// note notes for each key of each type whether it holds anything.
func note(v reflect.Value, at string, used map[string]bool) {
	switch v.Kind() {
	case reflect.Struct:
		all := fieldsOf(v)
		for _, f := range all.named {
			key := v.Type().String() + "." + f.name
			if v.Type() == reflect.TypeFor[calendar.Version]() && f.name != "from" {
				key = "calendar.Spec." + f.name
			}
			used[key] = used[key] || !f.value.IsZero()
			note(f.value, key, used)
		}
		if all.rest.IsValid() {
			used[at+" by value"] = used[at+" by value"] || all.rest.Len() > 0
		}
	case reflect.Slice:
		for i := range v.Len() {
			note(v.Index(i), at, used)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			note(v.MapIndex(key), at, used)
		}
	}
}
