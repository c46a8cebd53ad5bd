package oteldesk_test

import (
	"context"
	"fmt"
	"log"
	"time"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/oteldesk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

const examplePack = `
calendars:
  office: {zone: Europe/Berlin, hours: {mon-fri: "09:00-17:30"}}
policies:
  - name: standard
    calendar: office
    targets: [{metric: first_response, within: 4h}]
ladders:
  - {name: answer, on: first_response, levels: [{at: due, notify: ["log:lead"]}]}
`

// A ticket is opened in the trace of a request. Then nothing sweeps for four hours, as the lag tells, and the ticket is late. The
// notice of it goes in a trace of its own, which is linked to the one that opened the ticket.
func Example() {
	spans, reader := tracetest.NewInMemoryExporter(), sdkmetric.NewManualReader() // or exporters of your own
	tracers := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))

	now := time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now } // time.Now
	observer, err := oteldesk.New(oteldesk.Config{Now: clock, Tracers: tracers, Meters: meters})
	check(err)
	p, err := pack.Read("desk.yaml", []byte(examplePack), nil)
	check(err)
	d, err := desk.New(desk.Config{
		Store: desk.NewMemory(), Pack: p, Now: clock, Observer: observer,
		Notifiers: map[string]escalation.Notifier{"log": escalation.NotifierFunc(func(context.Context, escalation.Notice) error { return nil })},
	})
	check(err)
	watching, err := observer.Watch(d.Health)
	check(err)
	defer func() { check(watching.Unregister()) }()

	ctx, request := tracers.Tracer("host").Start(context.Background(), "POST /tickets")
	_, err = d.Handle(ctx, desk.Event{Ticket: "4711", Event: sla.Event{Key: "mail-1", Kind: sla.Created, At: sla.At(now), By: sla.Customer}})
	check(err)
	request.End()

	now = now.Add(4*time.Hour + time.Minute)
	fmt.Println("sweep lag:", sweepLag(reader))
	for _, work := range []func(context.Context) (int, error){d.Sweep, d.Deliver} { // what d.Run(ctx) does all day
		_, err = work(context.Background())
		check(err)
	}
	fmt.Println("sweep lag:", sweepLag(reader))
	tell(spans.GetSpans())
	// Output:
	// sweep lag: 3h46m0s
	// sweep lag: 0s
	// desk.handle, a child of POST /tickets
	// POST /tickets
	// desk.dispatch
	// desk.sweep
	// outbox.claim
	// outbox.notify, linked to desk.handle
	// outbox.settle
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// sweepLag returns the figure to alert on, as a reader of metrics gets it.
func sweepLag(reader sdkmetric.Reader) time.Duration {
	var all metricdata.ResourceMetrics
	check(reader.Collect(context.Background(), &all))
	for _, m := range all.ScopeMetrics[0].Metrics {
		if gauge, ok := m.Data.(metricdata.Gauge[float64]); ok && m.Name == "bellhop.sweep.lag" {
			return time.Duration(gauge.DataPoints[0].Value * float64(time.Second))
		}
	}
	return -1
}

// tell prints spans by name, and how they hang together.
func tell(spans tracetest.SpanStubs) {
	names := map[trace.SpanID]string{}
	for _, s := range spans {
		names[s.SpanContext.SpanID()] = s.Name
	}
	for _, s := range spans {
		fmt.Print(s.Name)
		if s.Parent.IsValid() {
			fmt.Print(", a child of ", names[s.Parent.SpanID()])
		}
		for _, l := range s.Links {
			fmt.Print(", linked to ", names[l.SpanContext.SpanID()])
		}
		fmt.Println()
	}
}
