package outbox

import (
	"errors"
	"fmt"
)

// The errors that callers branch on.
var (
	// ErrFenced says that a verdict carries an old token: somebody else holds or has settled the delivery.
	ErrFenced = errors.New("fenced off: the lease has passed to another")
	// ErrKeyReused says that a key is already that of another message.
	ErrKeyReused = errors.New("key is already that of another message")
	// ErrUnknownKey says that there is no delivery of that key.
	ErrUnknownKey = errors.New("no delivery has this key")
	// ErrState says that the delivery is in a state that does not allow what was asked, such as the replay of what is no dead
	// letter.
	ErrState = errors.New("not in a state for this")
	// ErrReplayTooSoon says that a dead letter that was replayed and died again less than [ReplayPause] ago is to be replayed.
	// It is an ErrState.
	ErrReplayTooSoon = fmt.Errorf("%w: replayed and dead again less than %v ago; wait", ErrState, ReplayPause)
	// ErrNotYours says that an answer came from somebody else than the agent to whom the ticket was offered.
	ErrNotYours = errors.New("offered to somebody else")
)
