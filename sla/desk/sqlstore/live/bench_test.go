package live_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// BenchmarkSweep changes cases that are due: each in a transaction of its own, or a hundred in one.
func BenchmarkSweep(b *testing.B) {
	for _, limit := range []int{1, 100} {
		b.Run(fmt.Sprint("limit=", limit), func(b *testing.B) {
			ctx := context.Background()
			db, err := sql.Open("sqlite", strings.TrimSuffix(source(filepath.Join(b.TempDir(), "desk.db")), noSync))
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = db.Close() })
			s := tables(b, db, "")
			for i := range 100 {
				if err := s.Update(ctx, fmt.Sprint("T-", i), making(wake(noon))); err != nil {
					b.Fatal(err)
				}
			}
			now, swept := noon, 0
			for b.Loop() {
				now = now.Add(time.Second)
				for range 100 / limit {
					n, err := s.Sweep(ctx, now, limit, waking(wake(now.Add(time.Second))))
					if err != nil {
						b.Fatal(err)
					}
					swept += n
				}
			}
			b.ReportMetric(float64(swept)/b.Elapsed().Seconds(), "cases/s")
		})
	}
}
