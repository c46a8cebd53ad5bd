package desk

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// useful is how long an alert is of use.
const useful = 24 * time.Hour

// climb asks the ladders what is due and does it.
func (s *step) climb(now sla.Instant) error {
	s.situation = s.situate(now)
	from := len(s.actions)
	var err error
	s.actions, err = s.pack.Ladders.Step(&s.c.Ladders, &s.situation, s.act, s.actions)
	s.act = nil
	for i := from; i < len(s.actions); i++ {
		s.do(&s.actions[i])
	}
	return err
}

func (s *step) situate(now sla.Instant) escalation.Situation {
	return escalation.Situation{
		Now: now, State: s.c.State, Policies: s.pack.Policies,
		Assignee: s.c.State.Facts.Assignee, Lead: s.c.Lead, Watchers: s.c.Watchers,
		Away:  s.away,
		Stuck: s.stuck(), Failed: s.failed(), Closed: !s.open(),
	}
}

// stuck returns since when the ticket has no wake, no owner and no answer.
func (s *step) stuck() sla.Instant {
	f := &s.c.State.Facts
	_, ticking := s.c.State.Wake()
	if !s.open() || f.Assignee != "" || s.offered() || ticking || f.Answered != 0 && f.Waiting[0] == 0 {
		return 0
	}
	return max(s.c.State.Log[len(s.c.State.Log)-1].At, s.c.Handoff.Ended)
}

// failed returns the dead letters of the ticket, except those that told of one.
func (s *step) failed() (list []escalation.Failure) {
	for i := range s.c.Notices {
		if n := &s.c.Notices[i]; n.State == outbox.Dead && !strings.HasPrefix(n.Subject, escalation.OnFailed) {
			list = append(list, escalation.Failure{Key: n.Key, At: n.Settled})
		}
	}
	return list
}

// do makes an action of a ladder true.
func (s *step) do(a *escalation.Action) {
	s.told(a)
	for _, person := range a.To {
		n := s.pack.Ladders.Notice(a, person, &s.situation)
		n.Earlier = s.earlier(a)
		s.send(s.dress(n), s.in.Now, s.in.Now.Add(useful))
		s.made.Ops[len(s.made.Ops)-1].Message.Critical = a.Spec != nil && a.Spec.Critical
		noted := &s.c.Notices[len(s.c.Notices)-1]
		noted.Ladder, noted.Subject, noted.Level = a.Ladder, a.Subject, a.Level
	}
	if a.Kind != escalation.Fire || a.Spec == nil {
		return
	}
	s.watch(a.Spec.Watch, a.Spec.Tag)
	key := "ladder/" + a.KeyFor(s.c.Ticket, escalation.Person{ID: a.Ladder})
	if len(a.Spec.Set) > 0 {
		fields := sla.Fields{}
		for name, value := range a.Spec.Set {
			fields[name] = value
		}
		s.ask(Event{Event: sla.Event{Key: key + "/set", Kind: sla.Changed, At: s.in.Now, By: sla.System, Actor: a.Ladder, Fields: fields}, ActorKind: audit.Rule})
	}
	if a.Spec.Move != "" && a.Spec.Move != s.c.Journey.Queue {
		s.ask(Event{Event: sla.Event{Key: key + "/move", Kind: Move, At: s.in.Now, By: sla.System, Actor: a.Ladder}, ActorKind: audit.Rule, Queue: a.Spec.Move})
	}
}

// outcomes are what the actions of a ladder come to, where that is not applied.
var outcomes = map[escalation.ActionKind]audit.Outcome{
	escalation.Skip: audit.Suppressed, escalation.Unstaffed: audit.Suppressed, escalation.Defer: audit.Suppressed,
	escalation.Expire: audit.Suppressed, escalation.Limit: audit.Suppressed, escalation.ActIgnored: audit.Noop,
}

// told writes down what a ladder did.
func (s *step) told(a *escalation.Action) {
	r := s.trail.add(ladderPart)
	r.Action, r.Outcome, r.At = "escalation."+string(a.Kind), audit.Applied, a.At
	if o, ok := outcomes[a.Kind]; ok {
		r.Outcome = o
	}
	r.Actor, r.Rule = audit.Actor{ID: a.Ladder, Kind: audit.Rule}, a.Ladder
	r.Policy, r.Version = s.c.State.Policy.Name, s.c.State.Policy.Version
	var to audit.Arg
	if len(a.To) > 0 {
		to = audit.Arg{Name: "to", Value: audit.List(addresses(a.To))}
	}
	r.Reason = s.reason(r.Action,
		audit.Arg{Name: "level", Value: audit.Int(int64(a.Level))}, audit.Arg{Name: "name", Value: audit.Text(a.Name)},
		audit.Arg{Name: "subject", Value: audit.Text(a.Subject)}, audit.Arg{Name: "cycle", Value: audit.Int(int64(a.Cycle))},
		audit.Arg{Name: "late_by", Value: audit.Text(sla.Duration(s.in.Now.Sub(a.At)).String())},
		given("by", a.By), given("why", a.Why), given("until", a.Until.String()), to)
	if a.Kind == escalation.ActIgnored && s.taken != nil {
		s.taken.Outcome, s.taken.Reason = audit.Noop, a.Why
	}
}

// addresses are the addresses of people.
func addresses(people []escalation.Person) []string {
	list := make([]string, len(people))
	for i, p := range people {
		list[i] = p.Address
	}
	return list
}

// earlier returns what was told before on the same rung.
func (s *step) earlier(a *escalation.Action) (list []escalation.Earlier) {
	for i := range s.c.Notices {
		if n := &s.c.Notices[i]; n.Ladder == a.Ladder && n.Subject == a.Subject {
			list = append(list, escalation.Earlier{Level: n.Level, To: n.To, At: n.At, Outcome: string(n.State)})
		}
	}
	return list
}

// noticeTo returns a notice that is no ladder's.
func (s *step) noticeTo(kind escalation.NoticeKind, key string, to escalation.Person, now sla.Instant) escalation.Notice {
	return s.dress(escalation.Notice{
		Key: key, Kind: kind, Ticket: s.c.Ticket, Tenant: s.c.State.Tenant, To: to, At: now,
		Fields: s.c.State.Fields, Assignee: s.c.State.Facts.Assignee, Until: s.c.Handoff.Until,
	})
}

// dress adds what the case knows to a notice.
func (s *step) dress(n escalation.Notice) escalation.Notice {
	n.Link, n.Queue, n.Customer, n.Trace = s.c.Link, s.c.Journey.Queue, s.c.Customer, s.c.Trace
	n.Token = escalation.Token(s.in.Secret, n.Key)
	if n.Why != nil {
		n.Why.Release = s.c.Release
	}
	return n
}

// inner sends an event to another ticket of the desk.
func (s *step) inner(ticket string, ev Event) {
	ev.Own = true
	data, _ := json.Marshal(ev) // an event that was taken is made of texts and instants
	s.send(escalation.Notice{
		Key: escalation.Key(s.c.Ticket, string(ev.Kind), 0, 0, ticket, ev.Key), Kind: escalation.Inner, Ticket: s.c.Ticket,
		To: escalation.Person{Address: Scheme + ":" + ticket}, At: s.in.Now, Trace: s.c.Trace, Data: data,
	}, s.in.Now, 0)
}

// Scheme is the scheme of the addresses that are other tickets of the desk.
const Scheme = "desk"

// forget drops the oldest notice of which nothing more is to be heard, or the oldest of all.
func forget(list []Noted) []Noted {
	over := func(n Noted) bool { return n.State != outbox.Pending && n.State != outbox.Dead }
	i := max(0, slices.IndexFunc(list, over))
	return slices.Delete(list, i, i+1)
}

// send hands a notice to the outbox and remembers it.
func (s *step) send(n escalation.Notice, due, expires sla.Instant) {
	s.touch(n.Key)
	s.op(outbox.Op{Kind: outbox.Put, Key: n.Key, At: due, Message: &outbox.Message{Notice: n, Due: due, Expires: expires}})
	s.ownNotices()
	if len(s.c.Notices) >= MaxNotices {
		s.c.Notices = forget(s.c.Notices)
	}
	s.c.Notices = append(s.c.Notices, Noted{Key: n.Key, Kind: n.Kind, To: n.To.Address, At: n.At, State: outbox.Pending})
}
