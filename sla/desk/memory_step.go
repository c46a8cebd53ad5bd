package desk

import (
	"context"
	"slices"

	"github.com/bellhop-sla/bellhop/sla/pack"
)

// step does what Update does with Step, for a desk of this store: nobody else sees the change, so that a case can take the
// memory of the one that it takes the place of. A roster that was not read is that of the store, which alone changes it.
func (m *Memory) step(ctx context.Context, p *pack.Pack, ticket string, in *Input) (outcome Outcome, refusal *Refusal, err error) {
	if err := ctx.Err(); err != nil {
		return Outcome{}, nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	f, s := m.open(ticket), m.own
	if f.shown {
		f.held.Taken = slices.Clip(f.held.Taken)
	}
	if in.Unread {
		in.Unread, in.Roster = false, m.loads
		defer func() { in.Unread, in.Roster = true, nil }()
	}
	if err := s.run(p, &f.held, in); err != nil {
		return Outcome{}, nil, err
	}
	s.lend()
	was := Case{State: f.held.State, Ladders: f.held.Ladders}
	err = m.commit(ticket, f, &s.made)
	if f.held.State != was.State {
		s.spare(&was, f.shown)
		f.shown = false
	}
	return s.made.Outcome, s.made.Refusal, err
}
