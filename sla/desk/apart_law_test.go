package desk_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Steps from one case, side by side, disturb neither each other nor the case: each gives what it gives alone, and what they gave
// stays as it was whatever is done with it later.
func TestLawStepsFromOneCaseAreApart(t *testing.T) {
	p := journeyPack(t)
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(p)
		l.live(t, func(desk.Change) {})
		var given []outcome
		c := newLife(p).c
		for i, in := range l.inputs {
			inputs := []desk.Input{in, said(in, i, "a"), said(in, i, "b"), {Now: in.Now, Roster: in.Roster}}
			made := sideBySide(t, l, c, inputs)
			for j, one := range made {
				require.Equal(t, one.alone, one.written(t), "input %d", j)
			}
			given = append(given, made...)
			c = made[0].change.Case
		}
		for _, one := range given {
			require.Equal(t, one.alone, one.written(t), "long after")
		}
	})
}

// outcome is a change that was made beside others, and the documents of the one that the same input made alone.
type outcome struct {
	change desk.Change
	alone  string
}

// written is the documents of the change.
func (o *outcome) written(t require.TestingT) string { return documents(t, o.change) }

// documents are the case and the records of a change.
func documents(t require.TestingT, change desk.Change) string {
	var b strings.Builder
	b.WriteString(document(t, change.Case))
	for _, r := range change.Records {
		b.Write(r)
	}
	return b.String()
}

// said is an input like another with a message in place of its event.
func said(in desk.Input, step int, who string) desk.Input {
	ev := desk.Event{Ticket: "T-1", Watchers: []string{who}}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Public = strings.Repeat(who, step+1), sla.Message, in.Now, sla.Agent, true
	if step%2 == 1 {
		ev.Kind = desk.Watch
	}
	return desk.Input{Now: in.Now, Event: &ev, Roster: in.Roster, Secret: in.Secret}
}

// sideBySide takes each input into one case, all at once, and each alone into a case read from its document.
func sideBySide(t require.TestingT, l *life, c desk.Case, inputs []desk.Input) []outcome {
	before := document(t, c)
	made := make([]outcome, len(inputs))
	faults := make([]error, len(inputs))
	for i, in := range inputs {
		alone, err := desk.Step(l.pack, read(t, before), in)
		require.NoError(t, err)
		made[i].alone = documents(t, alone)
	}
	var group sync.WaitGroup
	for i, in := range inputs {
		group.Go(func() { made[i].change, faults[i] = desk.Step(l.pack, c, in) })
	}
	group.Wait()
	for _, err := range faults {
		require.NoError(t, err)
	}
	require.Equal(t, before, document(t, c), "the case is as it was")
	return made
}
