package audit_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
)

// log returns a trail of n records of ticket/7, sealed, with the heads before each and the last one.
func log(t testing.TB, n int) (sealed [][]byte, heads []audit.Head) {
	start := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	all := make([]audit.Record, n)
	for i := range all {
		at := start.Add(time.Duration(i) * time.Minute)
		all[i] = audit.Record{
			Entity: "ticket/7", Action: "ticket.changed", Outcome: audit.Applied, Actor: audit.Actor{ID: "ana", Kind: audit.User},
			At: at, Recorded: at.Add(time.Duration(i)), Trigger: "a\"ä",
			Changes: []audit.Change{{Field: "n", Before: audit.Int(int64(i)), After: audit.Int(int64(i + 1))}},
		}
	}
	return sealAll(t, all)
}

// matrix is a trail whose true head is known, and a count of the changes of it that nobody notices.
type matrix struct {
	sealed [][]byte
	heads  []audit.Head
	tried  int
	missed int
}

// try verifies what stands from record i on, which was tampered with.
func (m *matrix) try(i int, tampered [][]byte) {
	head, err := audit.VerifyFrom(m.heads[i], "ticket/7", trail(tampered))
	m.tried++
	if err == nil && head == m.heads[len(m.sealed)] {
		m.missed++
	}
}

// TestEveryTamperingIsNoticed: each bit flipped, each record dropped, put in anywhere, swapped with any other or cut short, and
// each tail cut off, of 300 records.
func TestEveryTamperingIsNoticed(t *testing.T) {
	if raceDetector {
		t.Skip("a million verifications on one goroutine: run without the race detector")
	}
	sealed, heads := log(t, 300)
	for name, tamper := range map[string]func(m *matrix, i int){
		"bit": func(m *matrix, i int) {
			for at := range m.sealed[i] {
				for bit := range 8 {
					m.sealed[i][at] ^= 1 << bit
					m.try(i, m.sealed[i:])
					m.sealed[i][at] ^= 1 << bit
				}
			}
		},
		"drop": func(m *matrix, i int) { m.try(i, m.sealed[i+1:]) },
		"insertion": func(m *matrix, i int) {
			for _, b := range m.sealed {
				m.try(i, slices.Concat([][]byte{b}, m.sealed[i:]))
				m.try(i, slices.Concat(m.sealed[i:i+1], [][]byte{b}, m.sealed[i+1:]))
			}
		},
		"swap": func(m *matrix, i int) {
			for j := range i {
				m.sealed[i], m.sealed[j] = m.sealed[j], m.sealed[i]
				m.try(j, m.sealed[j:])
				m.sealed[i], m.sealed[j] = m.sealed[j], m.sealed[i]
			}
		},
		"bytes cut": func(m *matrix, i int) {
			for b, n := m.sealed[i], 0; n < len(b); n++ {
				m.sealed[i] = b[:n]
				m.try(i, m.sealed[i:])
				m.sealed[i] = b
			}
		},
		"tail cut": func(m *matrix, i int) { m.try(0, m.sealed[:i]) },
	} {
		t.Run(name, func(t *testing.T) {
			m := matrix{sealed: slices.Clone(sealed), heads: heads}
			for i := range m.sealed {
				tamper(&m, i)
			}
			require.Zero(t, m.missed, "of %d", m.tried)
			require.GreaterOrEqual(t, m.tried, len(sealed))
			t.Logf("%d noticed", m.tried)
		})
	}
}

// TestRewrittenHistoryHasAnotherHead: who seals a trail anew from a changed record on makes a chain, of another head.
func TestRewrittenHistoryHasAnotherHead(t *testing.T) {
	sealed, heads := log(t, 5)
	forged, head := slices.Clone(sealed[:2]), heads[2]
	for i := 2; i < 5; i++ {
		r, err := audit.Open(sealed[i])
		require.NoError(t, err)
		r.Actor.ID = "bo"
		b, next, err := head.Seal(nil, &r)
		require.NoError(t, err)
		forged, head = append(forged, b), next
	}
	got, err := audit.Verify("ticket/7", trail(forged))
	require.NoError(t, err)
	require.Equal(t, head, got)
	require.NotEqual(t, heads[5], got)
}

// TestVerifySaysWhereAChainIsBroken: the first record that does not stand where it should, and the head before it.
func TestVerifySaysWhereAChainIsBroken(t *testing.T) {
	sealed, heads := log(t, 4)
	other, _ := log(t, 1)
	r, err := audit.Open(sealed[1])
	require.NoError(t, err)
	r.Actor.ID = "bo"
	changed, _, err := heads[1].Seal(nil, &r)
	require.NoError(t, err)
	skipped, _, err := audit.Head{Seq: 8, Hash: heads[1].Hash}.Seal(nil, &r)
	require.NoError(t, err)
	for _, c := range []struct {
		entity string
		trail  [][]byte
		good   int
		want   string
	}{
		{"ticket/7", [][]byte{sealed[0], sealed[2]}, 1, "ticket/7: record 2: record 3 stands in its place"},
		{"ticket/7", [][]byte{sealed[0], other[0]}, 1, "ticket/7: record 2: record 1 stands in its place"},
		{"ticket/7", [][]byte{sealed[0], skipped}, 1, "ticket/7: record 2: record 9 stands in its place"},
		{"ticket/7", [][]byte{sealed[0], changed, sealed[2]}, 2, "ticket/7: record 3: it follows "},
		{"ticket/7", [][]byte{sealed[0], sealed[1], []byte("[]")}, 2, "ticket/7: record 3: byte 0: "},
		{"ticket/8", sealed, 0, "ticket/8: record 1: it is a record of ticket/7"},
	} {
		head, err := audit.Verify(c.entity, trail(c.trail))
		var broken *audit.BrokenError
		require.ErrorAs(t, err, &broken)
		require.ErrorContains(t, err, c.want)
		require.EqualValues(t, c.good+1, broken.Seq)
		require.Equal(t, uint64(c.good), head.Seq)
	}
}

// TestSealAllocatesNothing where dst has room.
func TestSealAllocatesNothing(t *testing.T) {
	r, dst := fired(), make([]byte, 0, 2048)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if _, _, err := (audit.Head{}).Seal(dst, &r); err != nil {
			t.Fatal(err)
		}
	}))
}

// TestHeadsAreWrittenAndRead: as JSON, with the hash in 64 digits, and no other text for a hash.
func TestHeadsAreWrittenAndRead(t *testing.T) {
	_, heads := log(t, 1)
	data, err := json.Marshal(heads[1])
	require.NoError(t, err)
	require.JSONEq(t, `{"seq": 1, "hash": "`+heads[1].Hash.String()+`"}`, string(data))
	var back audit.Head
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, heads[1], back)
	for _, text := range []string{"", "12", heads[1].Hash.String()[1:] + "g"} {
		before := back.Hash
		require.Error(t, back.Hash.UnmarshalText([]byte(text)), text)
		require.Equal(t, before, back.Hash)
	}
}
