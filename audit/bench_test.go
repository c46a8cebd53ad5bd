package audit_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
)

// fired is a record of an escalation that changed two fields, with every part that a trail of a desk fills.
func fired() audit.Record {
	at := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	return audit.Record{
		Entity: "ticket/4711", Action: "escalation.fired", Outcome: audit.Applied,
		Actor: audit.Actor{ID: "resolution", Kind: audit.Rule}, OnBehalf: audit.Actor{ID: "ana", Kind: audit.User},
		At: at, Recorded: at.Add(1_250 * time.Millisecond),
		Rule: "resolution/75%", Policy: "gold", Version: "9f86d081884c7d65", Release: "2026-11-23.1",
		Trigger: "evt-8812", Trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
		Reason: audit.Reason{Template: "escalation.fired", Args: []audit.Arg{
			{Name: "clock", Value: audit.Text("resolution")}, {Name: "level", Value: audit.Int(2)},
		}},
		Changes: []audit.Change{
			{Field: "priority", Before: audit.Text("high"), After: audit.Text("urgent")},
			{Field: "watchers", After: audit.List([]string{"bo", "cy"})},
		},
		Context: audit.Context{Type: "incident", Tier: "gold", Region: "emea", Channel: "mail", Queue: "network"},
	}
}

// answered is a record of an agent who changed two fields, with the parts that such a record of a desk has.
func answered() audit.Record {
	at := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	return audit.Record{
		Entity: "ticket/4711", Action: "ticket.changed", Outcome: audit.Applied, Actor: audit.Actor{ID: "ana", Kind: audit.User},
		At: at, Recorded: at.Add(125 * time.Millisecond), Release: "2026-11-23.1", Trigger: "evt-8812",
		Trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
		Changes: []audit.Change{
			{Field: "status", Before: audit.Text("open"), After: audit.Text("pending")},
			{Field: "assignee", After: audit.Text("ana")},
		},
		Context: audit.Context{Type: "incident", Tier: "gold", Channel: "mail", Queue: "network"},
	}
}

// changed are records with two changed fields, the least and the most that a desk writes of such.
var changed = map[string]func() audit.Record{"answered": answered, "fired": fired}

// eachChanged runs a benchmark on each of changed.
func eachChanged(b *testing.B, run func(b *testing.B, r audit.Record)) {
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		b.Run(name, func(b *testing.B) { run(b, changed[name]()) })
	}
}

// BenchmarkSeal seals a record onto bytes that are used again.
func BenchmarkSeal(b *testing.B) {
	eachChanged(b, func(b *testing.B, r audit.Record) {
		head, dst := audit.Head{}, []byte(nil)
		var err error
		b.ReportAllocs()
		for b.Loop() {
			if dst, head, err = head.Seal(dst[:0], &r); err != nil {
				b.Fatal(err)
			}
		}
		b.SetBytes(int64(len(dst)))
	})
}

// BenchmarkOpen opens one record.
func BenchmarkOpen(b *testing.B) {
	eachChanged(b, func(b *testing.B, r audit.Record) {
		sealed, _, err := audit.Head{}.Seal(nil, &r)
		require.NoError(b, err)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := audit.Open(sealed); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkVerify verifies a trail of 1,000 records from their bytes.
func BenchmarkVerify(b *testing.B) {
	eachChanged(b, func(b *testing.B, r audit.Record) {
		all := make([]audit.Record, 1000)
		for i := range all {
			all[i] = r
			all[i].Trigger = fmt.Sprintf("evt-%d", i)
		}
		sealed, heads := sealAll(b, all)
		b.ReportAllocs()
		for b.Loop() {
			head, err := audit.Verify("ticket/4711", trail(sealed))
			if err != nil || head != heads[1000] {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(all)*b.N)/b.Elapsed().Seconds(), "records/s")
	})
}
