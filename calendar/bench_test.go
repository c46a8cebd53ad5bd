package calendar

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/de"
	"github.com/stretchr/testify/require"
)

// office is a help desk of Berlin: nine to half past five without weekends, with the holidays of the country.
func office(t testing.TB) (*timetable, *cal.BusinessCalendar) {
	zone := location(t, "Europe/Berlin")
	peer := cal.NewBusinessCalendar()
	peer.Name = "office"
	peer.SetWorkHours(9*time.Hour, 17*time.Hour+30*time.Minute)
	peer.AddHoliday(de.Holidays...)
	table := &timetable{zone: zone}
	for day := time.Monday; day <= time.Friday; day++ {
		table.week[day] = []Window{{9 * 3600, 17*3600 + 1800}}
	}
	years := map[int]map[Date][]string{}
	for year := 1999; year <= 2060; year++ {
		years[year] = map[Date][]string{}
		for _, h := range de.Holidays {
			if actual, _ := h.Calc(year); !actual.IsZero() {
				d := DateOf(actual.Add(12 * time.Hour))
				years[year][d] = append(years[year][d], h.Name)
			}
		}
	}
	table.holidays = func(year int) map[Date][]string { return years[year] }
	return table, peer
}

// warm returns the office with the years of the benchmarks compiled.
func warm(t testing.TB) Calendar {
	table, _ := office(t)
	c := build(plan{table: table})
	c.Between(time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2046, 1, 1, 0, 0, 0, 0, time.UTC))
	return c
}

var (
	additions = []struct {
		name string
		d    time.Duration
	}{{"1h", time.Hour}, {"8h", 8 * time.Hour}, {"80h", 80 * time.Hour}, {"800h", 800 * time.Hour}}
	distances = []struct {
		name string
		d    time.Duration
	}{{"1d", 24 * time.Hour}, {"1mo", 30 * 24 * time.Hour}, {"1y", 365 * 24 * time.Hour}, {"10y", 3652 * 24 * time.Hour}}
	benchStart = time.Date(2026, 3, 3, 10, 17, 0, 0, time.UTC)

	// Results go here, so that no question is left out as useless.
	keptInstant  time.Time
	keptDuration time.Duration
	keptAnswer   bool
	keptCalendar Calendar
)

func BenchmarkAdd(b *testing.B) {
	c := warm(b)
	for _, a := range additions {
		b.Run(a.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				keptInstant, _ = c.Add(benchStart, a.d)
			}
		})
	}
}

func BenchmarkSub(b *testing.B) {
	c := warm(b)
	for _, a := range additions {
		b.Run(a.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				keptInstant, _ = c.Sub(benchStart, a.d)
			}
		})
	}
}

func BenchmarkBetween(b *testing.B) {
	c := warm(b)
	for _, a := range distances {
		b.Run(a.name, func(b *testing.B) {
			end := benchStart.Add(a.d)
			b.ReportAllocs()
			for b.Loop() {
				keptDuration = c.Between(benchStart, end)
			}
		})
	}
}

// randomQuestions returns instants of ten years with durations between a minute and ten years of business time.
func randomQuestions() (instants []time.Time, durations []time.Duration) {
	random := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 1 << 14 {
		instants = append(instants, start.Add(time.Duration(random.Int64N(int64(3650*24*time.Hour)))))
		minutes := []int64{60, 8 * 60, 40 * 60, 800 * 60, 20000 * 60}[random.IntN(5)]
		durations = append(durations, time.Duration(1+random.Int64N(minutes))*time.Minute)
	}
	return instants, durations
}

func BenchmarkAddRandom(b *testing.B) {
	c := warm(b)
	instants, durations := randomQuestions()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		keptInstant, _ = c.Add(instants[i&(1<<14-1)], durations[i&(1<<14-1)])
		i++
	}
}

func BenchmarkSubRandom(b *testing.B) {
	c := warm(b)
	instants, durations := randomQuestions()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		keptInstant, _ = c.Sub(instants[i&(1<<14-1)], min(durations[i&(1<<14-1)], 10000*time.Hour))
		i++
	}
}

func BenchmarkBetweenRandom(b *testing.B) {
	c := warm(b)
	instants, _ := randomQuestions()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		keptDuration = c.Between(instants[i&(1<<14-1)], instants[(i+1)&(1<<14-1)])
		i++
	}
}

func BenchmarkIsOpen(b *testing.B) {
	c := warm(b)
	instants, _ := randomQuestions()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		keptAnswer = c.IsOpen(instants[i&(1<<14-1)])
		i++
	}
}

func BenchmarkCompile10y(b *testing.B) {
	table, _ := office(b)
	for b.Loop() {
		keptCalendar = decade(table)
	}
	b.ReportMetric(float64(keptBytes(table)), "bytes/decade")
}

// decade compiles ten years of a timetable.
func decade(table *timetable) Calendar {
	c := build(plan{table: table})
	c.c.covering(2021, 2031)
	return c
}

// keptBytes returns how much memory a compiled decade holds.
func keptBytes(table *timetable) int64 {
	const copies = 20
	var before, after runtime.MemStats
	kept := make([]Calendar, copies)
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range kept {
		kept[i] = decade(table)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	return (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / copies
}

// requirePeerAgrees checks the answers that the peer benchmarks time. The peer reads the zone of its argument and counts
// wall-clock time, so both are asked in the zone, over days whose windows hold no clock change.
func requirePeerAgrees(b *testing.B, table *timetable, peer *cal.BusinessCalendar) {
	c, start := build(plan{table: table}), benchStart.In(table.zone)
	for _, a := range additions {
		want, err := c.Add(start, a.d)
		require.NoError(b, err)
		require.Equal(b, want.String(), peer.AddWorkHours(start, a.d).String(), a.name)
	}
	for _, a := range distances {
		require.Equal(b, c.Between(start, start.Add(a.d)), peer.WorkHoursInRange(start, start.Add(a.d)), a.name)
	}
}

func BenchmarkRickarAdd(b *testing.B) {
	table, peer := office(b)
	requirePeerAgrees(b, table, peer)
	start := benchStart.In(table.zone)
	for _, a := range additions {
		b.Run(a.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				keptInstant = peer.AddWorkHours(start, a.d)
			}
		})
	}
}

func BenchmarkRickarBetween(b *testing.B) {
	table, peer := office(b)
	requirePeerAgrees(b, table, peer)
	start := benchStart.In(table.zone)
	for _, a := range distances {
		b.Run(a.name, func(b *testing.B) {
			end := start.Add(a.d)
			b.ReportAllocs()
			for b.Loop() {
				keptDuration = peer.WorkHoursInRange(start, end)
			}
		})
	}
}

// TestNoAllocation is the budget of every question about years that are compiled.
func TestNoAllocation(t *testing.T) {
	c := warm(t)
	far := benchStart.AddDate(10, 0, 0)
	joined := Union(c, Subtract(c, c))
	joined.Between(benchStart.AddDate(-11, 0, 0), far.AddDate(11, 0, 0))
	for name, c := range map[string]Calendar{"timetable": c, "join": joined, "always": {}} {
		questions := map[string]func(){
			"IsOpen":    func() { keptAnswer = c.IsOpen(benchStart) },
			"NextOpen":  func() { keptInstant, _ = c.NextOpen(benchStart) },
			"PrevClose": func() { keptInstant, _ = c.PrevClose(benchStart) },
			"Between":   func() { keptDuration = c.Between(benchStart, far) },
		}
		if c != (Calendar{}) {
			questions["NextClose"] = func() { keptInstant, _ = c.NextClose(benchStart) }
			questions["PrevOpen"] = func() { keptInstant, _ = c.PrevOpen(benchStart) }
		}
		for _, d := range []time.Duration{0, time.Minute, 8 * time.Hour, 800 * time.Hour, 20000 * time.Hour} {
			questions[fmt.Sprint("Add ", d)] = func() { keptInstant, _ = c.Add(benchStart, d) }
			questions[fmt.Sprint("AddLatest ", d)] = func() { keptInstant, _ = c.AddLatest(benchStart, d) }
			questions[fmt.Sprint("Sub ", d)] = func() { keptInstant, _ = c.Sub(benchStart, d) }
		}
		for question, ask := range questions {
			require.Zero(t, testing.AllocsPerRun(100, ask), "%s of %s", question, name)
		}
	}
}

// TestCompiledSize is the budget of memory: ten compiled years hold less than 250 kB.
func TestCompiledSize(t *testing.T) {
	table, _ := office(t)
	require.Less(t, keptBytes(table), int64(250_000))
	for day := range table.week {
		table.week[day] = []Window{{8 * 3600, 12 * 3600}, {13 * 3600, 19 * 3600}}
	}
	require.Less(t, keptBytes(table), int64(400_000))
}
