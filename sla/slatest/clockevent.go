package slatest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// sweep is the type of an event that is no fact: the host asks what became true.
const sweep = "sweep"

// eventKeys lists, for each type of event, the keys that it needs and, behind a question mark, those that it may have.
var eventKeys = map[string][]string{
	"created": {"by", "status"}, "message": {"by", "public"}, "status": {"to"}, "assign": {"group"},
	"attach": {"clock", "from", "?retro_pause"}, "detach": {"clock"},
	"retarget": {"clock", "target_s", "mode", "?calendar"}, "recalendar": {"clock", "calendar", "mode"},
	"set_due": {"clock", "due", "?snap"}, "exempt": {"clock"},
	"merge": {}, "delete": {}, "spam": {}, "restore": {}, sweep: {},
	"start": {"clock"}, "stop": {"clock"}, "reset": {"clock"}, "pause": {"clock", "reason"}, "resume": {"clock", "reason"},
}

// eventKinds are the kinds of the events that need no more than their keys.
var eventKinds = map[string]sla.Kind{
	"created": sla.Created, "message": sla.Message, "status": sla.StatusSet, "assign": sla.Assigned, "attach": sla.Attach,
	"detach": sla.Detach, "retarget": sla.Retargeted, "recalendar": sla.Recalendar, "set_due": sla.SetDue,
	"exempt": sla.Exempted, "merge": sla.TicketMerged, "delete": sla.TicketDeleted, "spam": sla.TicketSpam,
	"restore": sla.TicketRestored, "start": sla.Start, "stop": sla.Stop, "reset": sla.Reset, "pause": sla.Pause,
	"resume": sla.Resume,
}

// check notes an unknown type, keys that an event lacks or has no use for, and names that nothing has.
func (e clockEvent) check(d *pack.Document, path string, clocks, calendars []string, problems *calendar.Problems) {
	keys, ok := eventKeys[e.Type]
	if !ok {
		problems.Unknown(path+".type", "type of event", e.Type, sortedKeys(eventKeys))
		return
	}
	for _, key := range []string{"id", "at"} {
		if !d.Has(path + "." + key) {
			problems.Add(path+"."+key, "missing; each event needs it")
		}
	}
	for _, key := range []string{
		"by", "status", "public", "to", "group", "clock", "from", "retro_pause", "target_s", "mode", "calendar", "due", "snap", "reason",
	} {
		switch has := d.Has(path + "." + key); {
		case has && !slices.Contains(keys, key) && !slices.Contains(keys, "?"+key):
			problems.Add(path+"."+key, "%s has no use for it; remove it", e.Type)
		case !has && slices.Contains(keys, key):
			problems.Add(path+"."+key, "missing; %s needs it", e.Type)
		}
	}
	checkLength(path+".target_s", e.TargetS, 1, problems)
	e.checkNames(path, clocks, calendars, problems)
}

func (e clockEvent) checkNames(path string, clocks, calendars []string, problems *calendar.Problems) {
	oneOf := func(key, kind, got string, known ...string) {
		if got != "" && !slices.Contains(known, got) {
			problems.Unknown(path+"."+key, kind, got, known)
		}
	}
	oneOf("by", "party", e.By, string(sla.Customer), string(sla.Agent), string(sla.Bot), string(sla.System))
	oneOf("clock", "clock", e.Clock.id(), clocks...)
	oneOf("calendar", "calendar", e.Calendar, calendars...)
	switch e.Type {
	case "retarget":
		oneOf("mode", "mode", e.Mode, "keep_elapsed", "retroactive", "restart", "reconstruct")
	case "recalendar":
		oneOf("mode", "mode", e.Mode, "from_now", "retroactive")
	case "attach":
		var at moment
		if e.From != "now" && e.From != "created" && at.UnmarshalText([]byte(e.From)) != nil {
			problems.Add(path+".from", "%q is no origin; write now, created or an instant", e.From)
		}
		if e.Clock.Name != "" {
			problems.Add(path+".clock", "must be the definition of a clock")
		}
	}
}

// event returns the event as clocks take it. Keys sort as the events stand, since that is their order within one instant
// and rank.
func (e clockEvent) event(place int) sla.Event {
	ev := sla.Event{
		Key: fmt.Sprintf("%06d %s", place, e.ID), Kind: eventKinds[e.Type], At: sla.At(e.At.Time),
		By: sla.Party(e.By), Status: e.Status + e.To, Team: e.Group, Clock: e.Clock.id(), Reason: e.Reason,
		Public: e.Public != nil && *e.Public,
	}
	if e.RecordedAt != nil {
		ev.RecordedAt = sla.At(e.RecordedAt.Time)
	}
	if e.Type == "exempt" {
		ev.Reason, ev.Actor = "corpus", "corpus"
	}
	ev.Change = e.change()
	return ev
}

// change returns what an act on a clock sets, or nil.
func (e clockEvent) change() *sla.Change {
	switch e.Type {
	case "attach":
		return e.attachment()
	case "retarget":
		return &sla.Change{Goal: sla.BusinessTime(seconds(*e.TargetS)), Mode: sla.Retarget(e.Mode), Calendar: e.Calendar}
	case "recalendar":
		mode := sla.Retarget(e.Mode)
		if e.Mode == "from_now" {
			mode = sla.KeepElapsed
		}
		return &sla.Change{Calendar: e.Calendar, Mode: mode}
	case "set_due":
		return &sla.Change{Due: sla.At(e.Due.Time), Snap: e.Snap != nil && *e.Snap}
	}
	return nil
}

func (e clockEvent) attachment() *sla.Change {
	c := &sla.Change{From: sla.Origin(e.From), IgnorePauses: e.RetroPause == nil || !*e.RetroPause}
	var at moment
	if at.UnmarshalText([]byte(e.From)) == nil {
		c.From, c.FromAt = sla.FromInstant, sla.At(at.Time)
	}
	return c
}

// learned returns when the host learns of the event.
func (e clockEvent) learned() sla.Instant {
	if e.RecordedAt != nil {
		return sla.At(e.RecordedAt.Time)
	}
	return sla.At(e.At.Time)
}

// text returns an effect as sweeps list it.
func (e clockEffect) text() string {
	return fmt.Sprintf("%s/%d %s at %s", e.Clock, e.Cycle, e.Effect, instantText(e.At.Time))
}

// effectText returns an effect that was told as sweeps list it.
func effectText(e sla.Effect) string {
	kind := "breach"
	if e.Kind == sla.ThresholdReached {
		kind = "threshold:" + e.Threshold
	}
	return strings.TrimPrefix(fmt.Sprintf("%s %s/%d %s at %s", e.Op, e.Clock, e.Cycle, kind, instantText(e.At.Time())), " ")
}
