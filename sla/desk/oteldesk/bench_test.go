package oteldesk_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/oteldesk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// silent is an observer over providers that do nothing.
func silent(tb testing.TB) *oteldesk.Observer {
	observer, err := oteldesk.New(oteldesk.Config{Now: time.Now, Tracers: tracenoop.NewTracerProvider(), Meters: metricnoop.NewMeterProvider()})
	require.NoError(tb, err)
	return observer
}

// recording is an observer over an SDK that samples everything, aggregates, and exports nothing.
func recording(tb testing.TB) *oteldesk.Observer {
	observer, err := oteldesk.New(oteldesk.Config{
		Now: time.Now, Tracers: sdktrace.NewTracerProvider(),
		Meters: sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewManualReader())),
	})
	require.NoError(tb, err)
	return observer
}

// seen is an observer by name.
type seen struct {
	name string
	outbox.Observer
}

// observers are what the benchmarks compare.
func observers(tb testing.TB) []seen {
	return []seen{{"none", nil}, {"noop", silent(tb)}, {"sdk", recording(tb)}}
}

// TestSilentObserverCostsLittle: over providers that do nothing, an operation costs few allocations.
func TestSilentObserverCostsLittle(t *testing.T) {
	o, ctx := silent(t), context.Background()
	for operation, most := range map[string]float64{"desk.handle": 6, "outbox.notify": 11} {
		require.LessOrEqual(t, testing.AllocsPerRun(100, func() {
			_, end := o.Start(ctx, operation)
			end(nil)
		}), most, operation)
	}
}

// BenchmarkOperation is the observer alone: the start and the end of one operation.
func BenchmarkOperation(b *testing.B) {
	for _, o := range observers(b)[1:] {
		for _, operation := range []string{"desk.handle", "outbox.notify"} {
			b.Run(o.name+"/"+operation, func(b *testing.B) {
				ctx := outbox.WithTrace(context.Background(), outbox.NewRoot("own", 0), outbox.NewRoot("link", 0))
				b.ReportAllocs()
				for b.Loop() {
					_, end := o.Start(ctx, operation)
					end(nil)
				}
			})
		}
	}
}

// BenchmarkHandle is a desk on the memory store that opens tickets, without an observer and with one.
func BenchmarkHandle(b *testing.B) {
	p, err := pack.Read("rig.yaml", []byte(rigPack), nil)
	require.NoError(b, err)
	for _, o := range observers(b) {
		b.Run(o.name, func(b *testing.B) {
			d, err := desk.New(desk.Config{Store: desk.NewMemory(), Pack: p, Now: func() time.Time { return noon }, Observer: o.Observer})
			require.NoError(b, err)
			ctx := context.Background()
			ev := desk.Event{Event: sla.Event{Key: "opened", Kind: sla.Created, At: sla.At(noon), By: sla.Customer}}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				ev.Ticket = strconv.Itoa(i)
				if _, err := d.Handle(ctx, ev); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
