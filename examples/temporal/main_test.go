package main

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCommandSaysWhatItNeeds(t *testing.T) {
	var out strings.Builder
	err := run(context.Background(), nil, &out)
	require.ErrorContains(t, err, "-demo")
	require.ErrorContains(t, err, "-address localhost:7233")
	err = run(context.Background(), []string{"-address", "127.0.0.1:1"}, &out)
	require.ErrorContains(t, err, "-address 127.0.0.1:1: no Temporal server answers there")
}

func TestDemoTellsTheWholeWay(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run(context.Background(), []string{"-demo"}, &out))
	for _, told := range []string{
		"log:ben hears: offer of T-1", "handoff.declined, by user ben", "log:ana hears: offer of T-1", "Mon 09:20:00  sla.met",
		"sla.clock.paused", "Mon 14:39:00  sla.breach, by rule gold", "escalation.repeated", "log:leadership hears: alert of T-1",
		"escalation.acknowledged", "Tue 13:00:00  sla.late",
	} {
		require.Contains(t, out.String(), told)
	}
}
