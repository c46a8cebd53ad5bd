package slatest_test

import (
	"fmt"

	"github.com/bellhop-sla/bellhop/sla/slatest"
)

func ExampleReadCorpus() {
	corpus, err := slatest.ReadCorpus("vectors.json", []byte(`[
	{"ID": "over lunch", "TZ": "Europe/Berlin", "Week": {"Tue": "09:00-12:00,13:00-17:00"}, "Holidays": null, "Half": null,
	 "Start": "2026-03-03T11:30:00+01:00", "Dur": "1h", "Want": "2026-03-03T13:30:00+01:00"},
	{"ID": "wrong on purpose", "TZ": "Europe/Berlin", "Week": {"Tue": "09:00-12:00,13:00-17:00"}, "Holidays": null, "Half": null,
	 "Start": "2026-03-03T11:30:00+01:00", "Dur": "1h", "Want": "2026-03-03T12:30:00+01:00"}
	]`))
	if err != nil {
		fmt.Println(err)
		return
	}
	report := corpus.Run()
	for _, m := range report.Mismatches() {
		fmt.Println(m)
	}
	fmt.Printf("%d passed, %d failed\n", report.Passed(), report.Failed())
	// Output:
	// wrong on purpose: 2026-03-03T11:30:00+01:00 plus 1h: due: want 2026-03-03T11:30:00Z, got 2026-03-03T12:30:00Z
	// 1 passed, 1 failed
}
