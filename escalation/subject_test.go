package escalation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

func TestRungEndsWithItsClockOnce(t *testing.T) {
	d := open(t, warning(t))
	d.look("02 13:01")
	require.Equal(t, []string{"ended 1"}, d.event("02 13:10", reply))
	require.Empty(t, d.look("02 13:20"))
	require.Zero(t, d.progress.Wake())
	d = open(t, warning(t))
	require.Empty(t, d.event("02 12:00", reply), "it had not fired")
	require.Empty(t, d.progress.Rungs)
}

func TestClosedTicketEndsItsRungs(t *testing.T) {
	d := open(t, warning(t))
	d.look("02 13:01")
	d.s.Closed = true
	require.Equal(t, []string{"ended 1"}, d.look("02 15:00"))
	d.s.Closed = false
	require.Equal(t, []string{"skipped 2", "skipped 3", "fired 4 to log:desk"}, d.look("02 15:01"), "what was told is not told again")
}

func TestPausedClockIsSilent(t *testing.T) {
	d := open(t, ladder(t, "first_response", repeating))
	d.look("02 12:01")
	d.event("02 12:10", status("pending"))
	require.Zero(t, d.progress.Wake())
	require.Empty(t, d.look("02 18:00"))
	require.Equal(t, []string{"repeated 1 to log:ana"}, d.event("02 18:10", status("open")))
}

func TestReopenedClockIsNotToldAnewWhatWasTold(t *testing.T) {
	d := open(t, ladder(t, "resolution", `[{"at": "50%", "notify": ["log:desk"]}, {"at": "75%", "notify": ["log:desk"]}]`))
	require.Equal(t, []string{"fired 1 to log:desk"}, d.look("02 14:01"))
	require.Equal(t, []string{"ended 1"}, d.event("02 14:30", status("solved")))
	require.Empty(t, d.event("02 15:00", status("open")))
	require.Len(t, d.progress.Rungs, 1)
	require.Equal(t, uint32(1), d.progress.Rungs[0].Epoch)
	require.Equal(t, []string{"fired 2 to log:desk"}, d.look("03 12:00"), "the next level is")
}

func TestReopenedClockIsNotToldAnewByAStandIn(t *testing.T) {
	d := open(t, ladder(t, "resolution", `[{"at": "50%", "notify": ["lead"]}, {"at": "75%", "notify": ["log:desk"]}]`))
	d.s.Lead = ""
	require.Equal(t, []string{"unstaffed 1", "fired 2 to log:desk"}, d.look("02 14:01"))
	d.acts("02 14:02", acksAll)
	d.event("02 14:30", status("solved"))
	require.Empty(t, d.event("02 15:00", status("open")))
	require.Empty(t, d.progress.Rungs[0].By, "the acknowledgement is over")
	require.Empty(t, d.look("03 12:00"))
}

func TestLevelThatNewTermsMovedIsToldAnew(t *testing.T) {
	d := open(t, ladder(t, "resolution", `[{"at": "50%", "notify": ["log:desk"], "acknowledge": "9h wall"}]`))
	require.Equal(t, []string{"T-1/resolution/1/1/log:desk/bell:0:0.0"}, d.step(at("02 19:00"), nil)[0].Keys("T-1"))
	longer := sla.Goal{Unit: sla.Wall, Length: sla.Duration(10 * time.Hour)}
	ev := sla.Event{Kind: sla.Retargeted, Clock: "resolution", Change: &sla.Change{Goal: longer, Mode: sla.Retroactive}}
	ev.Key, ev.At = "longer", at("02 19:10")
	_, err := d.s.Policies.Step(d.s.State, ev, nil)
	require.NoError(t, err)
	actions := d.step(ev.At, nil)
	require.Len(t, actions, 2, "the breach is void: another epoch")
	require.Equal(t, "ended 1", line(&actions[0]))
	require.Equal(t, []string{"T-1/resolution/1/1/log:desk/bell:1:0.0"}, actions[1].Keys("T-1"))
}

func TestReopenedClockThatIsPausedHasNotEnded(t *testing.T) {
	d := open(t, ladder(t, "resolution", `[{"at": "50%", "notify": ["log:desk"]}]`))
	d.look("02 14:01")
	require.Equal(t, []string{"ended 1"}, d.event("02 14:30", status("solved")))
	require.Empty(t, d.event("02 15:00", status("pending")))
	require.Equal(t, []string{"ended 1"}, d.event("02 16:00", status("solved")), "it went on")
}

func TestNewCycleIsANewRung(t *testing.T) {
	d := open(t, ladder(t, "resolution", `[{"at": "50%", "notify": ["log:desk"]}]`))
	d.look("02 14:01")
	require.Equal(t, []string{"ended 1"}, d.event("02 14:30", sla.Event{Kind: sla.Reset, Clock: "resolution"}))
	require.Equal(t, uint32(2), d.progress.Rungs[0].Cycle)
	require.Equal(t, []string{"fired 1 to log:desk"}, d.look("02 18:31"))
}

const onLength = `[{"at": "2h after wall", "notify": ["assignee"]}, {"at": "4h after", "notify": ["log:desk"]}]`

func TestEachPausedClockIsASubject(t *testing.T) {
	d := open(t, ladder(t, escalation.OnPaused, onLength))
	d.event("02 11:00", status("pending"))
	require.Equal(t, at("02 13:00")+1, d.progress.Wake())
	actions := d.step(at("02 13:01"), nil)
	require.Len(t, actions, 2)
	require.Equal(t, "paused/first_response", actions[0].Subject)
	require.Equal(t, "T-1/paused~1resolution/0/1/ana/bell:2026-03-02T11:00:00Z:0.0", actions[1].Keys("T-1")[0])
	require.Equal(t, []string{"ended 1", "ended 1"}, d.event("02 13:30", status("open")))
	require.Empty(t, d.progress.Rungs)
	require.Empty(t, d.event("02 13:40", status("pending")))
	require.Equal(t, []string{"fired 1 to log:ana", "fired 1 to log:ana"}, d.look("02 15:41"), "another pause")
}

func TestStuckTicketIsASubject(t *testing.T) {
	d := open(t, ladder(t, escalation.OnStuck, onLength))
	d.s.Stuck = at("02 10:00")
	require.Equal(t, []string{"fired 1 to log:ana"}, d.look("02 12:01"))
	require.Equal(t, []string{"fired 2 to log:desk"}, d.look("02 14:01"))
	d.s.Stuck = 0
	require.Equal(t, []string{"ended 2"}, d.look("02 14:02"))
}

func TestEachFailureIsASubject(t *testing.T) {
	d := open(t, ladder(t, escalation.OnFailed, onLength))
	d.s.Failed = []escalation.Failure{{Key: "a/b", At: at("02 10:00")}, {Key: "c", At: at("02 11:00")}}
	require.Equal(t, []string{"fired 1 to log:ana"}, d.look("02 12:01"))
	require.Equal(t, "failed/a/b", d.progress.Rungs[0].Subject)
	d.s.Failed[0], d.s.Failed[1] = d.s.Failed[1], d.s.Failed[0]
	require.Empty(t, d.look("02 12:02"), "their order is nothing")
	d.s.Failed = d.s.Failed[:1]
	require.Equal(t, []string{"ended 1", "fired 1 to log:ana"}, d.look("02 13:01"))
}

func TestRungOfALadderThatIsGoneEnds(t *testing.T) {
	d := open(t, warning(t))
	d.look("02 13:01")
	other := ladder(t, "resolution", fourLevels)
	other.Ladders[0].Name = "other"
	d.ladders = open(t, other).ladders
	require.Equal(t, []string{"ended 1"}, d.look("02 13:10"))
}

func TestShorterLadderKeepsItsRung(t *testing.T) {
	d := open(t, ladder(t, "first_response", `[{"at": "25%", "notify": ["lead"]}, {"at": "50%", "notify": ["log:desk"], "repeat": {"every": "1h wall"}}]`))
	d.look("02 12:01")
	d.ladders = open(t, ladder(t, "first_response", `[{"at": "50%", "notify": ["log:desk"]}]`)).ladders
	require.Empty(t, d.look("02 13:01"))
	require.Zero(t, d.progress.Wake())
}
