package sla

import (
	"cmp"
	"slices"
	"strconv"
)

// EffectKind says what became true.
type EffectKind string

// The kinds of effect.
const (
	ThresholdReached EffectKind = "threshold"   // Threshold names it
	Breached         EffectKind = "breach"      // the due instant passed while the clock ran
	BreachVoided     EffectKind = "voided"      // new terms undid the breach of the epoch before
	Met              EffectKind = "met"         // fulfilled, not breached
	Late             EffectKind = "late"        // fulfilled after a breach
	WasCancelled     EffectKind = "cancelled"   // Detail says why
	WasExempted      EffectKind = "exempted"    // Detail is the reason given
	PauseLimit       EffectKind = "pause_limit" // the allowed pause is spent, the clock runs on
	ClockFault       EffectKind = "fault"       // the calendar cannot reach the due instant; Detail says why
	ConditionFault   EffectKind = "condition"   // a policy's condition failed and counted as no match; Detail says why
)

// swept says whether the passing of time alone brings the effect.
func (k EffectKind) swept() bool { return k == ThresholdReached || k == Breached || k == PauseLimit }

// once says whether a cycle says it once at most, whatever terms it comes under.
func (k EffectKind) once() bool { return k == ThresholdReached || k == PauseLimit || k == ClockFault }

// Op says what a host does with an effect.
type Op string

// The operations. An effect that was reported before a late event came is taken back or moved when it no longer holds.
const (
	Emit    Op = ""        // new: act on it
	Amend   Op = "amend"   // reported before, with another instant, detail or policy: correct the record
	Retract Op = "retract" // reported before and never true: take it back
)

// Effect is something that became true at an instant and that the world should hear of once. ID and Revision together are
// unique, so that a unique index at the host makes acting on it happen exactly once.
type Effect struct {
	Ticket string     `json:"ticket,omitempty"`
	Tenant string     `json:"tenant,omitempty"`
	Clock  string     `json:"clock,omitempty"`
	Cycle  uint32     `json:"cycle,omitempty"`
	Kind   EffectKind `json:"kind"`
	// Threshold is the name of the threshold that was reached.
	Threshold string `json:"threshold,omitempty"`
	// Epoch counts the times that a cycle was reopened, restored or put under terms of the past.
	Epoch uint32 `json:"epoch,omitempty"`
	// At is the instant it became true, whenever it was noticed.
	At Instant `json:"at"`
	Op Op      `json:"op,omitempty"`
	// Revision counts the amendments and retractions of this ID, from 0.
	Revision uint32 `json:"revision,omitempty"`
	// Imported says that it lies in history from before the import: page nobody.
	Imported bool   `json:"imported,omitempty"`
	Policy   string `json:"policy,omitempty"`
	Version  string `json:"version,omitempty"`
	Detail   string `json:"detail,omitempty"`
}

// ID names the effect: ticket, clock, cycle, kind with threshold, and epoch, joined by slashes. Within a name, a slash is
// written ~1 and a tilde ~0, as in RFC 6901.
func (e Effect) ID() string {
	var room [96]byte
	id := append(appendEscaped(room[:0], e.Ticket), '/')
	id = append(appendEscaped(id, e.Clock), '/')
	id = append(strconv.AppendUint(id, uint64(e.Cycle), 10), '/')
	id = append(id, e.Kind...)
	if e.Threshold != "" {
		id = appendEscaped(append(id, ':'), e.Threshold)
	}
	return string(strconv.AppendUint(append(id, '/'), uint64(e.Epoch), 10))
}

// appendEscaped appends a name in which no slash stands.
func appendEscaped(to []byte, name string) []byte {
	for i := range len(name) {
		switch name[i] {
		case '~':
			to = append(to, "~0"...)
		case '/':
			to = append(to, "~1"...)
		default:
			to = append(to, name[i])
		}
	}
	return to
}

// effectKey is an ID within one ticket, for comparing without building text.
type effectKey struct {
	clock, threshold string
	kind             EffectKind
	cycle, epoch     uint32
}

func (e *Effect) key() effectKey {
	return effectKey{e.Clock, e.Threshold, e.Kind, e.Cycle, e.Epoch}
}

// same says whether two effects with one key report the same.
func (e *Effect) same(f *Effect) bool {
	return e.At == f.At && e.Detail == f.Detail && e.Policy == f.Policy && e.Version == f.Version
}

// sortEffects puts effects in the order in which they became true.
func sortEffects(list []Effect) {
	slices.SortStableFunc(list, func(a, b Effect) int { return a.order(&b) })
}

// order is the order in which effects became true.
func (e *Effect) order(f *Effect) int {
	if e.At != f.At {
		return cmp.Compare(e.At, f.At)
	}
	return cmp.Or(cmp.Compare(e.Clock, f.Clock), cmp.Compare(e.Cycle, f.Cycle))
}

// fewEffects is how many effects a ticket has room for at least.
const fewEffects = 4

// record keeps a reported effect in its place.
func (st *State) record(e Effect) {
	i := len(st.Emitted)
	for i > 0 && st.Emitted[i-1].order(&e) > 0 {
		i--
	}
	if i == len(st.Emitted) {
		st.Emitted, st.said = st.said.add(st.Emitted, e, fewEffects)
		return
	}
	st.Emitted = slices.Insert(slices.Clip(st.Emitted), i, e)
}

// told says whether such an effect of a cycle was reported and holds, a fault in the same epoch and others in any. It did not
// become true before since.
func (st *State) told(e *Effect, since Instant) bool {
	for i := len(st.Emitted) - 1; i >= 0 && st.Emitted[i].At >= since; i-- {
		known, asked := st.Emitted[i].key(), e.key()
		if e.Kind != ClockFault {
			known.epoch = asked.epoch
		}
		if known == asked {
			return true
		}
	}
	return false
}

// renew gives an effect that was taken back before, and now becomes true, the next revision.
func (st *State) renew(e *Effect) {
	for i := range st.Retracted {
		if st.Retracted[i].key() == e.key() {
			e.Revision = st.Retracted[i].Revision + 1
			st.Retracted = slices.Concat(st.Retracted[:i], st.Retracted[i+1:])
			return
		}
	}
}

func (st *State) address(e Effect) Effect {
	e.Ticket, e.Tenant = st.Ticket, st.Tenant
	return e
}
