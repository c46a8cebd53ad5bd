package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// post is a delivery at work. One without a state is not there.
type post struct {
	outbox.Delivery
	stands  bool   // it has a row
	message []byte // as the row holds it; nil when the message is another now
	fault   error  // why the message cannot be read
}

// posts are deliveries by key.
type posts map[string]post

// keys returns the keys in their order.
func (p posts) keys() []string { return slices.Sorted(maps.Keys(p)) }

// after returns what the deliveries of some ops are after them, those that changed, or why an op is refused.
func (p posts) after(ops []outbox.Op) (posts, error) {
	changed := posts{}
	for _, op := range ops {
		d, again := changed[op.Key]
		if !again {
			d = p[op.Key]
		}
		if d.fault != nil {
			return nil, d.fault
		}
		did, err := d.Apply(op)
		if err != nil {
			return nil, err
		}
		if !did {
			continue
		}
		if op.Message != nil {
			d.message = nil
		}
		changed[op.Key] = d
	}
	return changed, nil
}

// readPosts returns the deliveries of keys. Their rows are locked.
func (w *work) readPosts(ctx context.Context, keys []string) (posts, error) {
	found := posts{}
	if len(keys) == 0 {
		return found, nil
	}
	var r row
	err := eachOf(ctx, w, readDeliveries, keys, r.dest(), func() { found[r.Key] = r.post() })
	return found, err
}

// row is a delivery as it is read.
type row struct {
	outbox.Delivery
	message []byte
}

// dest is what the columns named delivery are scanned into.
func (r *row) dest() []any {
	return []any{
		&r.Key, &r.State, null{&r.Next}, null{&r.Lease}, &r.Token, &r.Attempts, &r.Replays, null{&r.First}, null{&r.Last},
		null{&r.Settled}, &r.Reason, &r.message,
	}
}

// post returns the delivery of a row.
func (r *row) post() post {
	p := post{Delivery: r.Delivery, stands: true, message: r.message}
	p.Message = outbox.Message{}
	if err := json.Unmarshal(r.message, &p.Message); err != nil {
		p.fault = fmt.Errorf("delivery %q: its message cannot be read: %w", r.Key, err)
	}
	p.Key = r.Key
	return p
}

// deliveries returns those that a statement finds, in its order.
func deliveries(ctx context.Context, on runner, q query, args ...any) (list []post, err error) {
	var r row
	_, err = each(ctx, on, q, args, r.dest(), func() { list = append(list, r.post()) })
	return list, err
}

// listed returns the deliveries that a statement finds. With those that can be read it returns the errors of those that
// cannot, joined.
func (s *Store) listed(ctx context.Context, q query, args ...any) (list []outbox.Delivery, err error) {
	found, err := deliveries(ctx, direct{s}, q, args...)
	faults := []error{err}
	for _, p := range found {
		if p.fault != nil {
			faults = append(faults, p.fault)
			continue
		}
		list = append(list, p.Delivery)
	}
	return list, errors.Join(faults...)
}

// free returns when a delivery may be claimed, or no instant.
func (p *post) free() sla.Instant {
	if p.State != outbox.Pending {
		return 0
	}
	return max(p.Next, p.Lease)
}

// marks are the columns of a delivery that change as it goes, and its key.
func (p *post) marks() []any {
	return append(make([]any, 0, 16),
		string(p.State), instant(p.free()), instant(p.Next), instant(p.Lease), int64(p.Token), int64(p.Attempts), int64(p.Replays),
		instant(p.First), instant(p.Last), instant(p.Settled), p.Reason, p.Key)
}

// columns are those of a delivery before its message.
func (p *post) columns() []any { return append(p.marks(), p.Ticket, p.To.Address, instant(p.Due)) }

// text returns the message as the row holds it.
func (p *post) text() ([]byte, error) {
	if p.message != nil {
		return p.message, nil
	}
	message, err := json.Marshal(&p.Message)
	if err != nil {
		return nil, fmt.Errorf("delivery %q: %w", p.Key, err)
	}
	return message, nil
}
