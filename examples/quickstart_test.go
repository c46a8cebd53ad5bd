package examples_test

import (
	"fmt"
	"log"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

func Example_quickstart() {
	office := calendar.MustParse("Europe/Berlin mon-thu 09:00-12:00 13:00-17:00 fri 09:00-13:00", // lunch, a short Friday
		calendar.Date{Year: 2026, Month: time.May, Day: 14}) // closed that Thursday
	opened := time.Date(2026, time.May, 13, 11, 0, 0, 0, office.Zone())
	why, err := office.ExplainAdd(opened, 10*time.Hour)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(why)
	policies, err := sla.Compile(sla.Spec{Policies: []sla.PolicySpec{{Name: "standard", Calendar: "office", Targets: []sla.TargetSpec{
		{Metric: sla.Resolution, Within: sla.Within{All: sla.BusinessTime(10 * time.Hour)}},
	}}}}, nil, map[string]calendar.Calendar{"office": office})
	if err != nil {
		log.Fatal(err)
	}
	ticket, _, err := policies.Rebuild("42", 0, []sla.Event{
		{Key: "a", At: sla.At(opened), Kind: sla.Created, By: sla.Customer},
		{Key: "b", At: sla.At(opened.Add(30 * time.Minute)), Kind: sla.Pause, Clock: "resolution", Reason: "asked for a log"},
		{Key: "c", At: sla.At(opened.Add(3 * time.Hour)), Kind: sla.Resume, Clock: "resolution", Reason: "asked for a log"},
	})
	if err != nil {
		log.Fatal(err)
	}
	wake, _ := ticket.Wake()
	fmt.Println("look again just after", wake.Time().In(office.Zone()).Format("Mon 2006-01-02 15:04"))
	// Output:
	// 10h from Wed 2026-05-13 11:00 in Europe/Berlin
	//   Wed 11:00–12:00  counted 1h
	//   closed until Wed 13:00
	//   Wed 13:00–17:00  counted 4h
	//   closed until Fri 09:00  (holiday "closure")
	//   Fri 09:00–13:00  counted 4h
	//   closed until Mon 09:00  (weekend)
	//   Mon 09:00–10:00  counted 1h  due Mon 2026-05-18 10:00
	// look again just after Mon 2026-05-18 11:30
}

// TestQuickstart holds the program that newcomers run to the text of the Example, and to its length.
func TestQuickstart(t *testing.T) {
	program := bodyOf(t, "quickstart/main.go", "func main() {")
	example, _, found := strings.Cut(bodyOf(t, "quickstart_test.go", "func Example_quickstart() {"), "\t// Output:")
	require.True(t, found)
	require.Equal(t, program, example)
	require.LessOrEqual(t, strings.Count(program, "\n"), 25)
}

// bodyOf returns the lines between the one that begins a function and the brace that ends it.
func bodyOf(t *testing.T, name, begin string) string {
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(text), "\n"+begin+"\n")
	require.True(t, found, "%s has no %s", name, begin)
	body, _, found := strings.Cut(rest, "\n}\n")
	require.True(t, found, "%s does not end %s", name, begin)
	return body + "\n"
}
