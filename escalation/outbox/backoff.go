package outbox

import (
	"cmp"
	"time"
)

// Backoff is how long to wait before the next attempt: min(Cap, Base·2^(n-1)), of which one half is fixed and the other is
// spread by the key.
type Backoff struct {
	Base time.Duration // 0 means 5s
	Cap  time.Duration // 0 means 15m
}

// Delay returns how long to wait after the attempt of a number, from 1. The same key and attempt give the same delay.
func (b Backoff) Delay(key string, attempt int) time.Duration {
	most := cmp.Or(b.Cap, 15*time.Minute)
	full := min(cmp.Or(b.Base, 5*time.Second), most)
	for n := 1; n < attempt && full < most; n++ {
		full += min(full, most-full)
	}
	half := full / 2
	return full - half + time.Duration(draw(key, attempt)%uint64(half+1))
}
