package outbox_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// leads are the states that each state may lead to at once.
var leads = map[outbox.State][]outbox.State{
	"":               {outbox.Pending},
	outbox.Pending:   {outbox.Pending, outbox.Delivered, outbox.Dead, outbox.Cancelled, outbox.Expired, outbox.Digested},
	outbox.Dead:      {outbox.Pending, outbox.Discarded},
	outbox.Cancelled: {outbox.Cancelled, outbox.Delivered},
	outbox.Delivered: {}, outbox.Discarded: {}, outbox.Expired: {}, outbox.Digested: {},
}

// sound requires what holds of every delivery.
func sound(t require.TestingT, d outbox.Delivery) {
	require.Contains(t, leads, d.State)
	over := d.State != outbox.Pending && d.State != ""
	require.Equal(t, over, d.Settled != 0, "settled is set when and only when it is over")
	require.True(t, d.Lease == 0 || d.State == outbox.Pending || d.State == outbox.Cancelled, "held in state %s", d.State)
	require.Equal(t, d.Attempts > 0 || d.Replays > 0, d.First != 0, "the first attempt has an instant")
	require.LessOrEqual(t, d.First, d.Last)
}

// TestLawStates: no sequence of ops and claims leads out of the state machine; what is refused changes nothing; what says that
// nothing changed has changed nothing; tokens only rise.
func TestLawStates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d outbox.Delivery
		now := noon
		for range rapid.IntRange(30, 90).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "later")) * time.Second)
			was := d
			if rapid.IntRange(0, 2).Draw(t, "claim") == 0 {
				if d.Claim(now, 30*time.Second) {
					require.Equal(t, outbox.Pending, was.State)
					require.LessOrEqual(t, max(was.Next, was.Lease), now)
					require.Equal(t, was.Token+1, d.Token)
				} else {
					require.Equal(t, was, d)
				}
				sound(t, d)
				continue
			}
			changed, err := d.Apply(drawOp(t, "k", d.Token, now))
			if err != nil || !changed {
				require.Equal(t, was, d)
				require.False(t, changed)
				continue
			}
			require.NotEqual(t, was, d)
			require.Contains(t, leads[was.State], d.State)
			require.Equal(t, was.Token, d.Token)
			if d.Replays > was.Replays {
				require.Zero(t, d.Attempts)
			}
			sound(t, d)
		}
	})
}

// TestLawStale: a verdict under any but the newest token never changes anything, whatever became of the delivery since.
func TestLawStale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d outbox.Delivery
		_, err := d.Apply(put(alert("k")))
		require.NoError(t, err)
		now := noon
		var old []outbox.Delivery
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "later")) * time.Second)
			if d.Claim(now, 30*time.Second) {
				old = append(old, d)
			} else {
				_, _ = d.Apply(drawOp(t, "k", d.Token, now))
			}
			for _, o := range old {
				if o.Token == d.Token {
					continue
				}
				was := d
				_, err := d.Apply(verdict(o, rapid.SampledFrom([]outbox.Verdict{outbox.Done, outbox.Again, outbox.GiveUp}).Draw(t, "verdict"), now))
				require.ErrorIs(t, err, outbox.ErrFenced)
				require.Equal(t, was, d)
			}
		}
	})
}

// TestLawRepeatedVerdict: the verdict of a claim, settled any number of times, counts once.
func TestLawRepeatedVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d outbox.Delivery
		_, err := d.Apply(put(alert("k")))
		require.NoError(t, err)
		require.True(t, d.Claim(noon, time.Minute))
		op := verdict(d, rapid.SampledFrom([]outbox.Verdict{
			outbox.Done, outbox.Again, outbox.GiveUp, outbox.Lapse, outbox.Fold,
		}).Draw(t, "verdict"), noon+1)
		changed, err := d.Apply(op)
		require.NoError(t, err)
		require.True(t, changed)
		once := d
		changed, err = d.Apply(op)
		require.NoError(t, err)
		require.False(t, changed)
		require.Equal(t, once, d)
	})
}

// TestLawDocument: a delivery is the same after it was written and read, its fencing token and the token of its notice with
// it, and the order of keys in what the host gave makes no other message.
func TestLawDocument(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := alert(rapid.StringN(1, 8, -1).Draw(t, "key"))
		m.Token = rapid.String().Draw(t, "token")
		m.Customer = json.RawMessage(`{"tier":"gold","seats":12}`)
		var d, read outbox.Delivery
		_, err := d.Apply(put(m))
		require.NoError(t, err)
		d.Claim(noon, time.Minute)
		doc, err := json.Marshal(d)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(doc, &read))
		require.Equal(t, d, read)

		m.Customer = json.RawMessage(`{"seats": 12, "tier": "gold"}`)
		changed, err := read.Apply(put(m))
		require.NoError(t, err)
		require.False(t, changed)
		m.Customer = json.RawMessage(`{"seats": 13, "tier": "gold"}`)
		_, err = read.Apply(put(m))
		require.ErrorIs(t, err, outbox.ErrKeyReused)
	})
}

// TestOps tells, one line each, what an op does to a delivery to which other things happened before.
func TestOps(t *testing.T) {
	type does = func(d *outbox.Delivery) error
	plain := func(kind outbox.OpKind, later time.Duration) does {
		return func(d *outbox.Delivery) error {
			_, err := d.Apply(outbox.Op{Kind: kind, Key: "k", At: noon.Add(later)})
			return err
		}
	}
	with := func(kind outbox.OpKind, count int) does {
		m := alert("k")
		m.Count = count
		return func(d *outbox.Delivery) error {
			_, err := d.Apply(outbox.Op{Kind: kind, Key: "k", Message: &m})
			return err
		}
	}
	settle := func(v outbox.Verdict) does {
		return func(d *outbox.Delivery) error {
			_, err := d.Apply(verdict(*d, v, noon))
			return err
		}
	}
	claim := func(d *outbox.Delivery) error { d.Claim(noon, time.Minute); return nil }
	release := func(d *outbox.Delivery) error { _, err := d.Apply(back(*d, noon)); return err }
	cancel, discard, replay := plain(outbox.Cancel, 0), plain(outbox.Discard, 0), plain(outbox.Replay, 0)
	amend, done, again, dead := with(outbox.Amend, 1), settle(outbox.Done), settle(outbox.Again), settle(outbox.GiveUp)
	for _, c := range []struct {
		name   string
		before []does
		op     does
		after  outbox.State
		err    error
	}{
		{"put once more", nil, with(outbox.Put, 0), outbox.Pending, nil},
		{"put another message", nil, with(outbox.Put, 1), outbox.Pending, outbox.ErrKeyReused},
		{"amend", nil, amend, outbox.Pending, nil},
		{"amend what is held", []does{claim}, amend, outbox.Pending, outbox.ErrState},
		{"amend what was tried", []does{claim, again}, amend, outbox.Pending, outbox.ErrState},
		{"amend what was given back", []does{claim, release}, amend, outbox.Pending, nil},
		{"amend what was delivered", []does{claim, done}, amend, outbox.Delivered, outbox.ErrState},
		{"cancel", nil, cancel, outbox.Cancelled, nil},
		{"cancel what was delivered", []does{claim, done}, cancel, outbox.Delivered, nil},
		{"done, though cancelled meanwhile", []does{claim, cancel}, done, outbox.Delivered, nil},
		{"failed, and cancelled meanwhile", []does{claim, cancel}, again, outbox.Cancelled, nil},
		{"settle what nobody holds", nil, done, outbox.Pending, outbox.ErrFenced},
		{"settle otherwise", []does{claim, done}, dead, outbox.Delivered, outbox.ErrFenced},
		{"replay what is pending", nil, replay, outbox.Pending, outbox.ErrState},
		{"replay", []does{claim, dead}, replay, outbox.Pending, nil},
		{"replay too soon", []does{claim, dead, replay, claim, dead}, plain(outbox.Replay, time.Minute-1), outbox.Dead, outbox.ErrReplayTooSoon},
		{"replay once more", []does{claim, dead, replay, claim, dead}, plain(outbox.Replay, time.Minute), outbox.Pending, nil},
		{"discard", []does{claim, dead}, discard, outbox.Discarded, nil},
		{"discard what is pending", nil, discard, outbox.Pending, outbox.ErrState},
		{"replay what was discarded", []does{claim, dead, discard}, replay, outbox.Discarded, outbox.ErrState},
	} {
		t.Run(c.name, func(t *testing.T) {
			var d outbox.Delivery
			require.NoError(t, with(outbox.Put, 0)(&d))
			for _, step := range c.before {
				require.NoError(t, step(&d))
			}
			require.ErrorIs(t, c.op(&d), c.err)
			require.Equal(t, c.after, d.State)
		})
	}
}

// TestUnknown: of a key that is not there, a cancel is no change, and what needs a delivery says so.
func TestUnknown(t *testing.T) {
	for kind, want := range map[outbox.OpKind]error{
		outbox.Cancel: nil, outbox.Settle: outbox.ErrUnknownKey, outbox.Replay: outbox.ErrUnknownKey, outbox.Discard: outbox.ErrUnknownKey,
	} {
		var d outbox.Delivery
		changed, err := d.Apply(outbox.Op{Kind: kind, Key: "k", Outcome: outbox.Outcome{Verdict: outbox.Done}})
		require.ErrorIs(t, err, want)
		require.False(t, changed)
		require.Zero(t, d)
	}
	var d outbox.Delivery
	_, err := d.Apply(outbox.Op{Kind: outbox.Put, Key: "k"})
	require.EqualError(t, err, `delivery "k": put needs a message of that key`)
}

// TestLostLease: an attempt whose lease ran out counts, and one that was given back does not.
func TestLostLease(t *testing.T) {
	var d outbox.Delivery
	_, err := d.Apply(put(alert("k")))
	require.NoError(t, err)
	require.True(t, d.Claim(noon, time.Minute))
	require.False(t, d.Claim(noon.Add(59*time.Second), time.Minute))
	require.True(t, d.Claim(noon.Add(time.Minute), time.Minute))
	require.Equal(t, 1, d.Attempts)
	require.Equal(t, noon.Add(time.Minute), d.First)
	_, err = d.Apply(back(d, noon.Add(time.Hour)))
	require.NoError(t, err, "a lease that ran out is good as long as nobody claimed after it")
	require.Equal(t, 1, d.Attempts)
}
