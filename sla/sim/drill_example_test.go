package sim_test

import (
	"fmt"
	"log"
	"os"

	"github.com/bellhop-sla/bellhop/sla/sim"
)

func ExampleDrill() {
	text, err := os.ReadFile("testdata/desk72.json")
	if err != nil {
		log.Fatal(err)
	}
	scenario, err := sim.ReadScenario("desk72.json", text)
	if err != nil {
		log.Fatal(err)
	}
	scenario.HorizonDays = 4
	report, err := sim.Drill{
		Scenario: scenario, Loads: []float64{1.15}, Seeds: 1, Strategies: []string{"fifo+first", "staged+next-promise+scarce+interrupt"},
	}.Run()
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range report.Loads[0].Lines {
		fmt.Printf("%.0f%% kept by %s\n", 100*line.Kept.Mean, line.Strategy)
	}
	// Output:
	// 86% kept by fifo+first
	// 96% kept by staged+next-promise+scarce+interrupt
}
