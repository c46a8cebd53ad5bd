package intake

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla"
)

// crm answers from a table until it is down. It counts how often it is asked.
type crm struct {
	fields sla.Fields
	err    error
	hangs  bool
	asked  int
}

func (c *crm) Enrich(ctx context.Context, _ string) (sla.Fields, error) {
	c.asked++
	if c.hangs {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return c.fields, c.err
}

func TestCacheKeepsTheLastAnswer(t *testing.T) {
	host := &crm{fields: sla.Fields{"tier": "gold"}}
	c := &Cache{Enricher: host, Fresh: time.Minute}
	get := func(after time.Duration) Profile { return c.Get(context.Background(), "ana", morning.Add(after)) }

	first := get(0)
	require.Equal(t, Profile{Fields: sla.Fields{"tier": "gold"}, AsOf: morning}, first)
	first.Fields["tier"] = "changed"
	require.Equal(t, Profile{Fields: sla.Fields{"tier": "gold"}, AsOf: morning}, get(59*time.Second))
	require.Equal(t, 1, host.asked)

	host.err = errors.New("503")
	require.Equal(t, Profile{Fields: sla.Fields{"tier": "gold"}, AsOf: morning, Stale: true, Why: "503"}, get(time.Minute))
	require.Equal(t, 2, host.asked)
	host.err, host.fields = nil, sla.Fields{"tier": "basic"}
	require.Equal(t, Profile{Fields: sla.Fields{"tier": "basic"}, AsOf: morning.Add(time.Hour)}, get(time.Hour))
}

func TestCacheWithoutAnAnswer(t *testing.T) {
	c := &Cache{Enricher: &crm{err: errors.New("503")}}
	require.Equal(t, Profile{Why: "503"}, c.Get(context.Background(), "ana", morning))
}

func TestCacheWaitsNoLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &crm{fields: sla.Fields{"tier": "gold"}}
		c := &Cache{Enricher: host, Fresh: time.Minute, Timeout: 3 * time.Second}
		c.Get(context.Background(), "ana", morning)
		host.hangs = true
		start := time.Now()
		p := c.Get(context.Background(), "ana", morning.Add(time.Hour))
		require.Equal(t, Profile{Fields: sla.Fields{"tier": "gold"}, AsOf: morning, Stale: true, Why: "timed out"}, p)
		require.Equal(t, 3*time.Second, time.Since(start))
	})
}

func TestCacheGivesUpTheOldest(t *testing.T) {
	host := &crm{fields: sla.Fields{}}
	c := &Cache{Enricher: host, Customers: 3, Fresh: time.Hour}
	for i, at := range []int{3, 1, 2, 4, 5} {
		c.Get(context.Background(), fmt.Sprint("c", i), morning.Add(time.Duration(at)*time.Minute))
	}
	require.Equal(t, 5, host.asked)
	for _, kept := range []string{"c0", "c3", "c4"} {
		c.Get(context.Background(), kept, morning.Add(6*time.Minute))
		require.Equal(t, 5, host.asked, kept)
	}
	c.Get(context.Background(), "c1", morning.Add(6*time.Minute))
	require.Equal(t, 6, host.asked)
}
