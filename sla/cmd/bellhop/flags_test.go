package main

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Law: flags and operands mean the same in any order, as long as the operands keep theirs; behind -- all are operands.
func TestOrderOfFlags(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		operands := rapid.SliceOfN(rapid.StringMatching(`-|[a-z./][a-z./-]{0,4}`), 0, 4).Draw(t, "operands")
		behind := rapid.SliceOfN(rapid.StringMatching(`-{0,2}[a-z.]{0,4}`), 0, 3).Draw(t, "behind")
		name, loud := rapid.StringMatching(`[a-z./]{0,5}`).Draw(t, "name"), rapid.Bool().Draw(t, "loud")

		var units [][]string
		for _, o := range operands {
			units = append(units, []string{o})
		}
		put := func(unit ...string) {
			units = slices.Insert(units, rapid.IntRange(0, len(units)).Draw(t, "at"), unit)
		}
		put("-name", name)
		if loud {
			put("-loud")
		}
		args := slices.Concat(units...)
		if len(behind) > 0 {
			args = slices.Concat(args, []string{"--"}, behind)
		}

		flags := newFlags(command{name: "test"})
		gotName, gotLoud := flags.String("name", "", ""), flags.Bool("loud", false, "")
		got, err := parseFlags(flags, args)
		require.NoError(t, err)
		require.Equal(t, slices.Concat(operands, behind), slices.Concat(got))
		require.Equal(t, name, *gotName)
		require.Equal(t, loud, *gotLoud)
	})
}

func TestFlagFaults(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-nam", "x"}, "bellhop: unknown flag -nam; did you mean -name?"},
		{[]string{"--naem=x"}, "bellhop: unknown flag -naem; did you mean -name?"},
		{[]string{"a", "-zzzzzzz"}, "bellhop: unknown flag -zzzzzzz"},
		{[]string{"-4h30m"}, "bellhop: -4h30m reads as a flag; write it behind --, such as -- -4h30m"},
		{[]string{"-name"}, "bellhop: flag needs an argument: -name"},
		{[]string{"-loud=x"}, `bellhop: invalid boolean value "x" for -loud: parse error`},
		{[]string{"---"}, "bellhop: bad flag syntax: ---"},
	} {
		flags := newFlags(command{name: "test"})
		flags.String("name", "", "")
		flags.Bool("loud", false, "")
		_, err := parseFlags(flags, c.args)
		require.EqualError(t, err, c.want)
	}
	_, err := parseFlags(newFlags(command{name: "test"}), []string{"a", "-h"})
	require.ErrorIs(t, err, errHelp)
}
