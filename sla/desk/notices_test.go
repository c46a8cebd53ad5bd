package desk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

func TestDeadLettersAreNotForgotten(t *testing.T) {
	p := journeyPack(t)
	l := newLife(p)
	opened := &desk.Event{Ticket: l.ticket, Event: sla.Event{Key: "e1", Kind: sla.Created, At: l.now, By: sla.Customer, Status: "open"}}
	opened.Fields = sla.Fields{"tier": "gold", "priority": "high"}
	l.step(t, l.input(opened))
	for i := range desk.MaxNotices {
		n := desk.Noted{Key: fmt.Sprint("n", i), To: "log:ana", At: l.now, State: outbox.Delivered}
		if i == 0 {
			n.State, n.Settled = outbox.Dead, l.now
		}
		l.c.Notices = append(l.c.Notices, n)
	}
	l.c.Notices = l.c.Notices[len(l.c.Notices)-desk.MaxNotices:]
	l.now = l.now.Add(time.Hour) // the offer ran out: the next one is a notice
	l.step(t, l.input(nil))
	require.Len(t, l.c.Notices, desk.MaxNotices)
	require.Equal(t, "n0", l.c.Notices[0].Key)
	require.Equal(t, "n2", l.c.Notices[1].Key)
}
