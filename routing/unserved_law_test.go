package routing_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// Service: a row, or a kind of its tickets, is called unserved exactly when a ticket that reaches it finds nobody, each agent being
// tried alone, at work and with nothing in hand.
func TestLawUnservedIsWhomNobodyTakes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { requireUnserved(t, thrown(t)) })
}

var (
	serveLanguages = []string{"", "de", "en", "ja"}
	serveChannels  = []string{"", "chat", "email", "phone"}
)

// tried is a ticket that was routed by hand.
type tried struct {
	row, language, channel string
	served                 bool
}

// of says whether a ticket is of those that are called unserved.
func (x tried) of(u routing.Unserved) bool {
	language, one := u.Ticket["language"]
	channel, other := u.Ticket["channel"]
	return x.row == u.Name && (!one || language == x.language) && (!other || channel == x.channel)
}

// requireUnserved makes a desk with a table over languages and channels too, and compares what is unserved with what is tried.
func requireUnserved(t require.TestingT, d dice) (kinds []string) {
	w := makeWorld(t, d, false)
	for i := range w.spec.Agents {
		w.spec.Agents[i].Channels = part(d, "chat", "email", "phone")
	}
	for i := range w.spec.Queues {
		if q := &w.spec.Queues[i]; len(q.Agents)+len(q.Teams) == 0 {
			q.Teams = []string{"away"}
		}
	}
	w.spec.Strategy.Reserve = routing.ReserveSpec{}
	w.spec.Matrix = makeServeMatrix(d)
	found := w.compile(t).Unserved()
	for i := range w.spec.Agents {
		w.spec.Agents[i].Hours, w.spec.Agents[i].Leave = "", nil
	}
	w.r = w.compile(t)
	var list []tried
	for _, kind := range []string{"outage", "invoice", ""} {
		for _, language := range serveLanguages {
			for _, channel := range serveChannels {
				list = append(list, w.try(sla.Fields{"type": kind, "language": language, "channel": channel}))
			}
		}
	}
	for _, x := range list {
		told := slices.ContainsFunc(found, x.of)
		require.Equal(t, !x.served, told, "%+v of %v", x, found)
	}
	for _, u := range found {
		require.NotEmpty(t, u.Why)
		require.True(t, slices.ContainsFunc(list, func(x tried) bool { return x.of(u) }), "%v is not reached", u)
		kinds = append(kinds, []string{"all", "one", "both"}[len(u.Ticket)])
		for field := range u.Ticket {
			wider := u
			wider.Ticket = sla.Fields{}
			if len(u.Ticket) == 2 {
				wider.Ticket[field] = u.Ticket[field]
			}
			require.True(t, slices.ContainsFunc(list, func(x tried) bool { return x.served && x.of(wider) }), "%v is all of %v", wider, u)
		}
	}
	return kinds
}

// try routes a ticket with each agent alone.
func (w world) try(fields sla.Fields) tried {
	x := tried{language: fields["language"].(string), channel: fields["channel"].(string)}
	for _, only := range worldIDs {
		got := w.r.Route(routing.Request{Fields: fields, Now: friday, Allow: func(id string) bool { return id == only }}, nil)
		x.row = got.Row
		x.served = x.served || got.Agent == only && got.Limit == ""
	}
	return x
}

// makeServeMatrix makes a table in which rows hide parts of others.
func makeServeMatrix(d dice) *routing.MatrixSpec {
	m := &routing.MatrixSpec{Dimensions: []string{"type", "language", "channel"}}
	for i := range 1 + d(4) {
		r := routing.RowSpec{Name: fmt.Sprintf("r%d", i), Is: map[string][]string{}, Queue: one(d, "network", "billing", "front"), Weight: one(d, 0, 0, 3), Overflow: one(d, "", "", "wide", "far"), Expect: sla.Duration(d(3)) * sla.Duration(time.Hour)}
		if some := part(d, "outage", "invoice", "other"); len(some) > 0 {
			r.Is["type"] = some
		}
		if some := part(d, "de", "en", "ja", "other"); d(2) == 0 && len(some) > 0 {
			r.Is["language"] = some
		}
		if some := part(d, "chat", "email", "phone", "other"); d(2) == 0 && len(some) > 0 {
			r.Is["channel"] = some
		}
		for _, skill := range part(d, "network", "billing") {
			r.Skills = append(r.Skills, routing.NeedSpec{Skill: skill, Level: d(6), Preferred: d(3) == 0, Relax: one(d, 0, sla.Duration(time.Hour))})
		}
		m.Rows = append(m.Rows, r)
	}
	m.Rows = append(m.Rows, routing.RowSpec{Name: "rest", Queue: one(d, "network", "billing", "front"), Weight: one(d, 0, 4)})
	return m
}

// What nobody takes is told with what those lack who would be asked; what the host assigns by hand, or a shift that ends, is no fault.
func TestUnservedTellsWhy(t *testing.T) {
	r, err := routing.Compile(routing.Spec{
		Skills: []string{"network", "billing"}, Channels: map[string]routing.ChannelSpec{"phone": {Weight: 3}},
		Teams: []routing.TeamSpec{{Name: "berlin"}, {Name: "empty"}},
		Agents: []routing.AgentSpec{
			{ID: "ana", Capacity: 2, Hours: "late", Teams: []string{"berlin"}, Skills: map[string]int{"network": 2}, Languages: []string{"de", "en"}},
			{ID: "ben", Capacity: 2, Hours: "late", Teams: []string{"berlin"}, Skills: map[string]int{"network": 3}, Languages: []string{"de"}},
		},
		Queues: []routing.QueueSpec{{Name: "network", Teams: []string{"berlin"}, Expect: sla.Duration(time.Hour)}, {Name: "empty", Teams: []string{"empty"}}, {Name: "hand"}},
		Matrix: &routing.MatrixSpec{Dimensions: []string{"type", "tier", "language"}, Rows: []routing.RowSpec{
			{Name: "hard", Is: map[string][]string{"type": {"outage"}, "tier": {"gold"}}, Queue: "network", Skills: []routing.NeedSpec{{Skill: "network", Level: 4}}},
			{Name: "both", Is: map[string][]string{"type": {"outage"}, "tier": {"free"}}, Queue: "network", Skills: []routing.NeedSpec{{Skill: "network", Level: 3}, {Skill: "billing"}}},
			{Name: "large", Is: map[string][]string{"type": {"outage"}}, Queue: "network", Weight: 4},
			{Name: "alone", Is: map[string][]string{"type": {"invoice"}, "tier": {"gold"}}, Queue: "empty"},
			{Name: "english", Is: map[string][]string{"language": {"en"}}, Queue: "network", Skills: []routing.NeedSpec{{Skill: "network", Level: 3}}},
			{Name: "by hand", Is: map[string][]string{"type": {"invoice"}}, Queue: "hand"},
			{Name: "rest", Queue: "network"},
		}},
		Strategy: routing.StrategySpec{Fit: true},
	}, worldTerms, map[string]calendar.Calendar{"late": calendar.MustParse("UTC mon-sun 22:00-00:30")})
	require.NoError(t, err)
	var told []string
	for _, u := range r.Unserved() {
		told = append(told, u.String())
	}
	require.Equal(t, []string{
		"hard (matrix.rows[0]) in network: each of 2 agents lacks network at level 4",
		"both (matrix.rows[1]) in network: ana lacks network at level 3, ben lacks billing",
		"large (matrix.rows[2]) in network: each of 2 agents has no room beyond 2",
		"alone (matrix.rows[3]) in empty: nobody is in it",
		"english (matrix.rows[4]) in network: ana lacks network at level 3, ben does not work in en",
		"rest (matrix.rows[6]) in network, language ja: each of 2 agents does not work in ja",
		"rest (matrix.rows[6]) in network, channel phone: each of 2 agents has no room beyond 2",
	}, told)
}
