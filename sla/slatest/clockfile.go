package slatest

import (
	"encoding/json"

	"github.com/bellhop-sla/bellhop/calendar"
)

// clockFile is a corpus of clocks as it is written.
type clockFile struct {
	Format    clockFormat              `yaml:"format"`
	Calendars map[string]clockCalendar `yaml:"calendars"`
	Scenarios []scenario               `yaml:"scenarios"`
}

type clockFormat struct {
	Name    string `yaml:"name"`
	Version int    `yaml:"version"`
	See     string `yaml:"see"`
}

// clockCalendar is always open, or has weekly windows and holidays.
type clockCalendar struct {
	Always   bool             `yaml:"always"`
	Zone     string           `yaml:"zone"`
	Week     map[string]pairs `yaml:"week"`
	Holidays []string         `yaml:"holidays"`
}

// scenario is what happens to one ticket, and what its clocks show at some instants. Source, Level, Tags and
// VendorDiffers are for readers.
type scenario struct {
	ID            string        `yaml:"id"`
	Title         string        `yaml:"title"`
	Source        clockSource   `yaml:"source"`
	Level         string        `yaml:"level"`
	Tags          []string      `yaml:"tags"`
	Terminal      []string      `yaml:"terminal_statuses"`
	Clocks        []clockDef    `yaml:"clocks"`
	Events        []clockEvent  `yaml:"events"`
	Checks        []clockCheck  `yaml:"checks"`
	Sweeps        []sweepEffect `yaml:"sweep_effects"`
	VendorDiffers vendorDiffers `yaml:"vendor_differs"`
}

type clockSource struct {
	System string `yaml:"system"`
	Ref    string `yaml:"ref"`
	Kind   string `yaml:"kind"`
	Note   string `yaml:"note"`
}

type vendorDiffers struct {
	Due string `yaml:"due"`
	Why string `yaml:"why"`
}

// clockDef is what a clock measures and how.
type clockDef struct {
	ID            string           `yaml:"id"`
	Metric        string           `yaml:"metric"`
	Calendar      string           `yaml:"calendar"`
	TargetS       *int64           `yaml:"target_s"`
	BusinessDays  int              `yaml:"business_days"`
	EndOfDay      bool             `yaml:"end_of_day"`
	PauseStatuses []string         `yaml:"pause_statuses"`
	Reopen        string           `yaml:"reopen"`
	OnTerminal    string           `yaml:"on_terminal"`
	AgentCreated  string           `yaml:"agent_created"`
	CountsInitial bool             `yaml:"counts_initial"`
	MaxPauseS     int64            `yaml:"max_pause_s"`
	Thresholds    []clockThreshold `yaml:"thresholds"`
	Recurrence    string           `yaml:"recurrence"`
}

type clockThreshold struct {
	ID          string   `yaml:"id"`
	Pct         *float64 `yaml:"pct"`
	BeforeS     *int64   `yaml:"before_s"`
	AfterS      *int64   `yaml:"after_s"`
	BeforeWallS *int64   `yaml:"before_wall_s"`
}

// clockEvent is one fact, or a sweep. Clock is a name, or a definition in an attach.
type clockEvent struct {
	ID         string   `yaml:"id"`
	At         *moment  `yaml:"at"`
	RecordedAt *moment  `yaml:"recorded_at"`
	Type       string   `yaml:"type"`
	By         string   `yaml:"by"`
	Status     string   `yaml:"status"`
	Public     *bool    `yaml:"public"`
	To         string   `yaml:"to"`
	Group      string   `yaml:"group"`
	Clock      clockRef `yaml:"clock"`
	From       string   `yaml:"from"`
	RetroPause *bool    `yaml:"retro_pause"`
	TargetS    *int64   `yaml:"target_s"`
	Mode       string   `yaml:"mode"`
	Calendar   string   `yaml:"calendar"`
	Due        *moment  `yaml:"due"`
	Snap       *bool    `yaml:"snap"`
	Reason     string   `yaml:"reason"`
}

// clockRef is the name of a clock, or a definition in place of one.
type clockRef struct {
	Name string   `yaml:",scalar"`
	Def  clockDef `yaml:",inline"`
}

// id returns the name of the clock.
func (r clockRef) id() string {
	if r.Name != "" {
		return r.Name
	}
	return r.Def.ID
}

// clockCheck is what a clock shows at an instant. Of the values only those that are written are asserted.
type clockCheck struct {
	At    *moment `yaml:"at"`
	Clock string  `yaml:"clock"`
	Cycle int     `yaml:"cycle"`

	State           *string                    `yaml:"state"`
	Due             json.RawMessage            `yaml:"due"`
	DueIfResumedNow json.RawMessage            `yaml:"due_if_resumed_now"`
	ElapsedS        *float64                   `yaml:"elapsed_s"`
	ElapsedWallS    *float64                   `yaml:"elapsed_wall_s"`
	RemainingS      *float64                   `yaml:"remaining_s"`
	OverdueS        *float64                   `yaml:"overdue_s"`
	Pct             *float64                   `yaml:"pct"`
	PausedWallS     *float64                   `yaml:"paused_wall_s"`
	Breached        *bool                      `yaml:"breached"`
	BreachedAt      json.RawMessage            `yaml:"breached_at"`
	StartedAt       json.RawMessage            `yaml:"started_at"`
	FulfilledAt     json.RawMessage            `yaml:"fulfilled_at"`
	Cycles          *int                       `yaml:"cycles"`
	ThresholdAt     map[string]json.RawMessage `yaml:"threshold_at"`
}

// sweepEffect is what one sweep is the first to report.
type sweepEffect struct {
	Sweep   *moment       `yaml:"sweep"`
	Effects []clockEffect `yaml:"effects"`
}

type clockEffect struct {
	Clock  string  `yaml:"clock"`
	Cycle  int     `yaml:"cycle"`
	Effect string  `yaml:"effect"`
	At     *moment `yaml:"at"`
}

// spec returns the calendar in the written form of calendars.
func (c clockCalendar) spec() calendar.Spec {
	s := schedule{TZ: c.Zone, Weekly: c.Week, Holidays: c.Holidays}
	return s.spec("", nil)
}
