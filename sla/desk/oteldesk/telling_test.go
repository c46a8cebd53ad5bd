package oteldesk_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/trace"
)

// traceparent writes the identity of a span as W3C Trace Context, 3.2, has it.
func traceparent(s trace.SpanContext) string {
	return fmt.Sprintf("00-%s-%s-%s", s.TraceID(), s.SpanID(), s.TraceFlags())
}

// lines tell of metrics in one line for each series: name, attributes, kind, value and unit, sorted. A histogram tells how many
// values it holds and their sum.
func lines(t require.TestingT, metrics map[string]metricdata.Metrics) (list []string) {
	for name, m := range metrics {
		require.NotEmpty(t, m.Description, name)
		add := func(set attribute.Set, kind string, value any) {
			list = append(list, strings.TrimSpace(fmt.Sprintf("%s{%s}: %s %v %s", name, set.Encoded(attribute.DefaultEncoder()), kind, value, m.Unit)))
		}
		switch data := m.Data.(type) {
		case metricdata.Gauge[float64]:
			add(data.DataPoints[0].Attributes, "gauge of", data.DataPoints[0].Value)
		case metricdata.Gauge[int64]:
			add(data.DataPoints[0].Attributes, "gauge of", data.DataPoints[0].Value)
		case metricdata.Sum[int64]:
			require.True(t, data.IsMonotonic, name)
			add(data.DataPoints[0].Attributes, "counter of", data.DataPoints[0].Value)
		case metricdata.Histogram[float64]:
			for _, p := range data.DataPoints {
				add(p.Attributes, fmt.Sprintf("histogram of %d values, sum", p.Count), p.Sum)
			}
		default:
			require.Fail(t, "no such kind of metric is ours", name)
		}
	}
	slices.Sort(list)
	return list
}

// durations are how many operations there were and how many seconds they took, by operation and outcome.
func durations(metrics map[string]metricdata.Metrics) map[string][2]float64 {
	values := map[string][2]float64{}
	data, _ := metrics["bellhop.operation.duration"].Data.(metricdata.Histogram[float64])
	for _, p := range data.DataPoints {
		labels := attributes(p.Attributes.ToSlice())
		operation := labels["bellhop.operation"]
		delete(labels, "bellhop.operation")
		values[fmt.Sprint(operation, labels)] = [2]float64{float64(p.Count), p.Sum}
	}
	return values
}
