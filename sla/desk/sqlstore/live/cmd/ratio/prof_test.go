package main

import (
	"context"
	"testing"
)

func BenchmarkDesk(b *testing.B) {
	for b.Loop() {
		if err := throughDesk(context.Background(), source(b.TempDir()+"/x.db", "normal"), 500, nil, func() {}); err != nil {
			b.Fatal(err)
		}
	}
}
