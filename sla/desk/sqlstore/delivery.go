package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// post is a delivery at work.
type post struct {
	outbox.Delivery
	changed bool
	// message says that the message is new too.
	message bool
}

// apply makes all ops on the deliveries that they name and returns these, or refuses them all.
func (w *work) apply(ctx context.Context, ops []outbox.Op) ([]*post, error) {
	var posts []*post
	for _, op := range ops {
		i := slices.IndexFunc(posts, func(p *post) bool { return p.Key == op.Key })
		if i < 0 {
			d, err := w.delivery(ctx, op.Key)
			if err != nil {
				return nil, err
			}
			i, posts = len(posts), append(posts, &post{Delivery: d})
		}
		p := posts[i]
		changed, err := p.Apply(op)
		if err != nil {
			return nil, err
		}
		p.changed = p.changed || changed
		p.message = p.message || changed && op.Message != nil
	}
	return posts, nil
}

// delivery returns the delivery of a key, or the zero one.
func (w *work) delivery(ctx context.Context, key string) (outbox.Delivery, error) {
	list, err := deliveries(ctx, w, readDelivery, key)
	if err != nil || len(list) == 0 {
		return outbox.Delivery{}, err
	}
	return list[0], nil
}

// deliveries returns those that a statement finds.
func deliveries(ctx context.Context, on runner, q query, args ...any) ([]outbox.Delivery, error) {
	var list []outbox.Delivery
	var messages [][]byte
	var d outbox.Delivery
	var message []byte
	_, err := each(ctx, on, q, args, []any{
		&d.State, null{&d.Next}, null{&d.Lease}, &d.Token, &d.Attempts, &d.Replays, null{&d.First}, null{&d.Last},
		null{&d.Settled}, &d.Reason, &message,
	}, func() {
		list, messages = append(list, d), append(messages, message)
	})
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := json.Unmarshal(messages[i], &list[i].Message); err != nil {
			return nil, fmt.Errorf("delivery: its message cannot be read: %w", err)
		}
	}
	return list, nil
}

// keep writes the deliveries that changed.
func (w *work) keep(ctx context.Context, posts []*post) error {
	for _, p := range posts {
		if err := w.keepOne(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) keepOne(ctx context.Context, p *post) error {
	if !p.changed {
		return nil
	}
	free := sla.Instant(0)
	if p.State == outbox.Pending {
		free = max(p.Next, p.Lease)
	}
	args := []any{
		string(p.State), instant(free), instant(p.Next), instant(p.Lease), int64(p.Token), p.Attempts, p.Replays,
		instant(p.First), instant(p.Last), instant(p.Settled), p.Reason, p.Key,
	}
	if !p.message {
		_, err := exec(ctx, w, markDelivery, args...)
		return err
	}
	message, err := json.Marshal(&p.Message)
	if err != nil {
		return fmt.Errorf("delivery %q: %w", p.Key, err)
	}
	_, err = exec(ctx, w, addDelivery, append(args, p.Ticket, p.To.Address, instant(p.Due), string(message))...)
	return err
}
