// Command ratio says what a desk costs on SQLite: it takes the same days of tickets twice, once through a desk and its store,
// and once by writing the very same rows by plain database/sql, in as many transactions, and prints how they compare.
//
//	go run ./cmd/ratio [-tickets 500] [-rounds 5]
//
// The rows are those that the store wrote: each statement that changed something is noted with its arguments and then run again
// on an empty file, prepared once, without anything that was read. Rounds of both take turns; the medians are compared.
//
// It fails when the ratio is too small with synchronous=full, which package sqlstore asks for. With normal, where a commit
// waits for no disk, it shows what the desk costs the processor.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"time"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("ratio: ")
	tickets := flag.Int("tickets", 500, "tickets a round, each with a day of eight events")
	rounds := flag.Int("rounds", 5, "rounds of each kind")
	least := flag.Float64("least", 0.6, "the ratio below which the command fails")
	flag.Parse()
	if *tickets < 1 || *rounds < 1 {
		log.Fatal("-tickets and -rounds: must be at least 1")
	}
	if err := run(*tickets, *rounds, *least); err != nil {
		log.Fatal(err)
	}
}

// run compares under each way to sync, and fails when the ratio is too small under the first.
func run(tickets, rounds int, least float64) error {
	var fault error
	for _, sync := range []string{"full", "normal"} {
		with, without, err := compare(tickets, rounds, sync)
		if err != nil {
			return err
		}
		ratio := with / without
		fmt.Printf("synchronous=%-6s desk %6.0f events/s   same rows alone %6.0f events/s   ratio %.0f %%\n", sync, with, without, 100*ratio)
		if sync == "full" && ratio < least {
			fault = fmt.Errorf("synchronous=full: %.0f %% is less than %.0f %%", 100*ratio, 100*least)
		}
	}
	return fault
}

// compare returns how many events a second go through a desk, and how many when their rows are written alone.
func compare(tickets, rounds int, sync string) (with, without float64, err error) {
	dir, err := os.MkdirTemp("", "ratio")
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ctx := context.Background()
	rows, err := record(ctx, source(filepath.Join(dir, "recorded.db"), sync), tickets)
	if err != nil {
		return 0, 0, err
	}
	var desks, plains []float64
	for i := range rounds {
		desk, err := timed(tickets, func(started func()) error {
			return throughDesk(ctx, source(filepath.Join(dir, fmt.Sprint("desk", i, ".db")), sync), tickets, nil, started)
		})
		if err != nil {
			return 0, 0, err
		}
		plain, err := timed(tickets, func(started func()) error {
			return alone(ctx, source(filepath.Join(dir, fmt.Sprint("plain", i, ".db")), sync), rows, started)
		})
		if err != nil {
			return 0, 0, err
		}
		desks, plains = append(desks, desk), append(plains, plain)
	}
	return median(desks), median(plains), nil
}

// timed returns how many events a second do takes, from when it says that it has started.
func timed(tickets int, do func(started func()) error) (float64, error) {
	var start time.Time
	err := do(func() { start = time.Now() })
	return float64(tickets*len(day)) / time.Since(start).Seconds(), err
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}
