package outbox_test

import (
	"encoding/json"
	"slices"
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
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
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
			outbox.Done, outbox.Again, outbox.GiveUp, outbox.Lapse, outbox.Fold, outbox.Release,
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
		m.Notice.Token = rapid.String().Draw(t, "token")
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

// TestOps tells, one line an op, what each op does to a delivery in each state that matters.
func TestOps(t *testing.T) {
	held := func(d *outbox.Delivery) { d.Claim(noon, time.Minute) }
	settled := func(v outbox.Verdict) func(*outbox.Delivery) {
		return func(d *outbox.Delivery) {
			held(d)
			_, err := d.Apply(verdict(*d, v, noon))
			require.NoError(t, err)
		}
	}
	apply := func(kind outbox.OpKind) func(*outbox.Delivery) {
		return func(d *outbox.Delivery) {
			_, err := d.Apply(outbox.Op{Kind: kind, Key: "k", At: noon})
			require.NoError(t, err)
		}
	}
	other := alert("k")
	other.Count = 1
	for _, c := range []struct {
		name   string
		before []func(*outbox.Delivery)
		op     outbox.Op
		after  outbox.State
		err    error
	}{
		{"put again", nil, put(alert("k")), outbox.Pending, nil},
		{"another message", nil, put(other), outbox.Pending, outbox.ErrKeyReused},
		{"amend", nil, outbox.Op{Kind: outbox.Amend, Key: "k", Message: &other}, outbox.Pending, nil},
		{"amend what is held", []func(*outbox.Delivery){held}, outbox.Op{Kind: outbox.Amend, Key: "k", Message: &other}, outbox.Pending, outbox.ErrState},
		{"amend what was tried", []func(*outbox.Delivery){settled(outbox.Again)}, outbox.Op{Kind: outbox.Amend, Key: "k", Message: &other}, outbox.Pending, outbox.ErrState},
		{"amend what was given back", []func(*outbox.Delivery){settled(outbox.Release)}, outbox.Op{Kind: outbox.Amend, Key: "k", Message: &other}, outbox.Pending, nil},
		{"cancel", nil, outbox.Op{Kind: outbox.Cancel, Key: "k"}, outbox.Cancelled, nil},
		{"cancel what was delivered", []func(*outbox.Delivery){settled(outbox.Done)}, outbox.Op{Kind: outbox.Cancel, Key: "k"}, outbox.Delivered, nil},
		{"done all the same", []func(*outbox.Delivery){held, apply(outbox.Cancel)}, outbox.Op{Kind: outbox.Settle, Key: "k", Outcome: outbox.Outcome{Token: 1, Verdict: outbox.Done, At: noon}}, outbox.Delivered, nil},
		{"failed after a cancel", []func(*outbox.Delivery){held, apply(outbox.Cancel)}, outbox.Op{Kind: outbox.Settle, Key: "k", Outcome: outbox.Outcome{Token: 1, Verdict: outbox.Again, At: noon}}, outbox.Cancelled, nil},
		{"settle what nobody holds", nil, outbox.Op{Kind: outbox.Settle, Key: "k", Outcome: outbox.Outcome{Verdict: outbox.Done}}, outbox.Pending, outbox.ErrFenced},
		{"another verdict", []func(*outbox.Delivery){settled(outbox.Done)}, outbox.Op{Kind: outbox.Settle, Key: "k", Outcome: outbox.Outcome{Token: 1, Verdict: outbox.GiveUp}}, outbox.Delivered, outbox.ErrFenced},
		{"replay what is pending", nil, outbox.Op{Kind: outbox.Replay, Key: "k", At: noon}, outbox.Pending, outbox.ErrState},
		{"replay", []func(*outbox.Delivery){settled(outbox.GiveUp)}, outbox.Op{Kind: outbox.Replay, Key: "k", At: noon}, outbox.Pending, nil},
		{"replay too soon", []func(*outbox.Delivery){settled(outbox.GiveUp), apply(outbox.Replay), settled(outbox.GiveUp)}, outbox.Op{Kind: outbox.Replay, Key: "k", At: noon.Add(59 * time.Second)}, outbox.Dead, outbox.ErrReplayTooSoon},
		{"replay in time", []func(*outbox.Delivery){settled(outbox.GiveUp), apply(outbox.Replay), settled(outbox.GiveUp)}, outbox.Op{Kind: outbox.Replay, Key: "k", At: noon.Add(time.Minute)}, outbox.Pending, nil},
		{"discard", []func(*outbox.Delivery){settled(outbox.GiveUp)}, outbox.Op{Kind: outbox.Discard, Key: "k", At: noon}, outbox.Discarded, nil},
		{"discard what is pending", nil, outbox.Op{Kind: outbox.Discard, Key: "k", At: noon}, outbox.Pending, outbox.ErrState},
		{"another key", nil, outbox.Op{Kind: outbox.Discard, Key: "l", At: noon}, outbox.Pending, outbox.ErrUnknownKey},
	} {
		t.Run(c.name, func(t *testing.T) {
			var d outbox.Delivery
			for _, step := range slices.Concat([]func(*outbox.Delivery){func(d *outbox.Delivery) {
				_, err := d.Apply(put(alert("k")))
				require.NoError(t, err)
			}}, c.before) {
				step(&d)
			}
			_, err := d.Apply(c.op)
			require.ErrorIs(t, err, c.err)
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
	_, err = d.Apply(verdict(d, outbox.Release, noon.Add(time.Hour)))
	require.NoError(t, err, "a lease that ran out is good as long as nobody claimed after it")
	require.Equal(t, 1, d.Attempts)
}
