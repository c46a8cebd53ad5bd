package sqlstore

import (
	"context"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// SetPresent notes how an agent stands from now on, for every process on these tables. Its load, and how much of it may be set
// aside, is not kept: that is counted.
func (s *Store) SetPresent(ctx context.Context, agent string, p routing.Present) error {
	_, err := exec(ctx, direct{s}, writePresent, agent, flag(p.Away), flag(p.Offline), instant(p.Idle), instant(p.Last))
	return err
}

// Presence returns how agents stand, as SetPresent was told.
func (s *Store) Presence(ctx context.Context) (routing.Roster, error) {
	roster := routing.Roster{}
	var agent string
	var away, offline int
	var idle, last sla.Instant
	_, err := each(ctx, direct{s}, listPresent, nil, []any{&agent, &away, &offline, null{&idle}, null{&last}}, func() {
		roster[agent] = routing.Present{Away: away != 0, Offline: offline != 0, Idle: idle, Last: last}
	})
	return roster, err
}
