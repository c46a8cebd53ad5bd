package oteldesk_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/oteldesk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

const rigPack = `
calendars:
  always: {zone: UTC, hours: {mon-sun: "00:00-24:00"}}
agents:
  - {id: ana, address: "webhook:pager", capacity: 100000}
queues:
  - {name: support, agents: [ana], accept: 30m}
policies:
  - name: standard
    calendar: always
    targets: [{metric: first_response, within: 1h}]
ladders:
  - name: answer
    on: first_response
    levels: [{at: due, notify: ["webhook:pager"], critical: true}]
`

var noon = time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)

// rig is a desk that is observed, with what it told.
type rig struct {
	*desk.Desk
	observer *oteldesk.Observer
	watching metric.Registration
	spans    *tracetest.InMemoryExporter
	tracers  *sdktrace.TracerProvider
	reader   *sdkmetric.ManualReader
	meters   *sdkmetric.MeterProvider
	clock    *clock
}

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { return c.pass(0) }

func (c *clock) pass(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now
}

// newRig returns a desk at noon over a store, whose notices go to a notifier.
func newRig(t require.TestingT, store desk.Store, carry escalation.Notifier) *rig {
	p, err := pack.Read("rig.yaml", []byte(rigPack), nil)
	require.NoError(t, err)
	r := &rig{clock: &clock{now: noon}, spans: tracetest.NewInMemoryExporter(), reader: sdkmetric.NewManualReader()}
	r.tracers = sdktrace.NewTracerProvider(sdktrace.WithSyncer(r.spans))
	r.meters = sdkmetric.NewMeterProvider(sdkmetric.WithReader(r.reader))
	r.observer, err = oteldesk.New(oteldesk.Config{Now: r.clock.Now, Tracers: r.tracers, Meters: r.meters})
	require.NoError(t, err)
	r.Desk, err = desk.New(desk.Config{
		Store: store, Pack: p, Now: r.clock.Now, Observer: r.observer, Notifiers: map[string]escalation.Notifier{"webhook": carry},
	})
	require.NoError(t, err)
	r.watching, err = r.observer.Watch(r.Health)
	require.NoError(t, err)
	return r
}

// work sweeps and delivers once. What fails is for the observer to tell.
func (r *rig) work(ctx context.Context) {
	_, _ = r.Sweep(ctx)
	_, _ = r.Deliver(ctx)
}

// collect returns what a reader of metrics gets, by name.
func (r *rig) collect() (map[string]metricdata.Metrics, error) {
	var all metricdata.ResourceMetrics
	err := r.reader.Collect(context.Background(), &all)
	byName := map[string]metricdata.Metrics{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			byName[m.Name] = m
		}
	}
	return byName, err
}

// metrics returns what a reader of metrics gets, by name.
func (r *rig) metrics(t require.TestingT) map[string]metricdata.Metrics {
	all, err := r.collect()
	require.NoError(t, err)
	return all
}

// named returns the spans of a name.
func (r *rig) named(name string) (list []tracetest.SpanStub) {
	for _, s := range r.spans.GetSpans() {
		if s.Name == name {
			list = append(list, s)
		}
	}
	return list
}

// opened is the first event of a ticket.
func opened(ticket string, at time.Time) desk.Event {
	return desk.Event{Ticket: ticket, Event: sla.Event{Key: "opened", Kind: sla.Created, At: sla.At(at), By: sla.Customer}}
}

// attributes returns attributes as texts by name.
func attributes(list []attribute.KeyValue) map[string]string {
	texts := map[string]string{}
	for _, a := range list {
		texts[string(a.Key)] = a.Value.String()
	}
	return texts
}

// intake is the host's door: it takes the trace of the sender from the request and opens a span of its own, as the usual
// instrumentation of a server does, and hands the event to the desk.
func intake(r *rig, answer *error) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx := propagation.TraceContext{}.Extract(req.Context(), propagation.HeaderCarrier(req.Header))
		ctx, span := r.tracers.Tracer("host").Start(ctx, "POST /events", trace.WithSpanKind(trace.SpanKindServer))
		defer span.End()
		_, *answer = r.Handle(ctx, opened(req.URL.Query().Get("ticket"), r.clock.Now()))
	}))
}

// pager is a webhook on loopback that keeps the traceparent of what it is sent and answers with a status.
type pager struct {
	*httptest.Server
	mu     sync.Mutex
	heard  []string
	status int
}

func newPager() *pager {
	p := &pager{status: http.StatusNoContent}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.heard = append(p.heard, req.Header.Get("Traceparent"))
		w.WriteHeader(p.status)
	}))
	return p
}

// webhook is the notifier that posts to the pager.
func (p *pager) webhook(now func() time.Time) *outbox.Webhook {
	secret := "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
	return &outbox.Webhook{Now: now, Endpoints: map[string]outbox.Endpoint{"pager": {URL: p.URL, Secrets: []string{secret}}}}
}
