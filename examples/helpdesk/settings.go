package main

import (
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/bellhop-sla/bellhop/calendar/holidays"
	"github.com/bellhop-sla/bellhop/routing/intake"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// rules is the pack of this help desk, as it stands in desk.yaml.
//
//go:embed desk.yaml
var rules []byte

// settings are what the command line and the environment say.
type settings struct {
	addr, db, pack, writePack string
	model                     string // that reads what customers write
	demo, day                 bool
	speed                     float64
	seed                      uint64
	secret                    string // of those who post events
	crm, slack, smtp, from    string // where notices lead
}

// readSettings reads the command line; help and faults go to w.
func readSettings(args []string, w io.Writer) (settings, error) {
	var s settings
	f := flag.NewFlagSet("helpdesk", flag.ContinueOnError)
	f.SetOutput(w)
	f.StringVar(&s.addr, "addr", "127.0.0.1:8080", "address to listen on")
	f.StringVar(&s.db, "db", "", "SQLite `file`; made if missing (default helpdesk.db, or demo.db, in your cache folder)")
	f.StringVar(&s.pack, "pack", "", "rules to read in place of the built-in ones: a `file` like desk.yaml")
	f.StringVar(&s.writePack, "write-pack", "", "write the built-in rules to a `file` that you can change, and exit")
	f.StringVar(&s.model, "model", "", "model to read messages with after the rules: a `file` that bellhop train wrote")
	f.BoolVar(&s.demo, "demo", false, "let made-up customers and agents work at the desk")
	f.Float64Var(&s.speed, "speed", 0, "how many times faster time runs (default 1, or 60 with -demo)")
	f.Uint64Var(&s.seed, "seed", 3, "seed of the made-up customers and agents")
	f.BoolVar(&s.day, "day", false, "print one day's journey of the desk and exit")
	f.StringVar(&s.secret, "secret", os.Getenv("HELPDESK_SECRET"), "Standard Webhooks secret that signs POST /events (or HELPDESK_SECRET)")
	f.StringVar(&s.crm, "crm", os.Getenv("HELPDESK_CRM_URL"), "`URL` of webhook:crm (default a receiver on the page, which begins switched off)")
	f.StringVar(&s.slack, "slack", os.Getenv("HELPDESK_SLACK_URL"), "incoming-webhook `URL` of slack: addresses")
	f.StringVar(&s.smtp, "smtp", os.Getenv("HELPDESK_SMTP"), "`host:port` that mailto: addresses are sent by")
	f.StringVar(&s.from, "from", "helpdesk@localhost", "sender of e-mail")
	if err := f.Parse(args); err != nil {
		return s, err
	}
	if f.NArg() > 0 {
		return s, fmt.Errorf("%q: unknown argument; all settings are flags, see -h", f.Arg(0))
	}
	return s, s.fill()
}

// fill sets what was left out.
func (s *settings) fill() error {
	switch {
	case !(s.speed >= 0 && s.speed <= 3600): // nor is it no number
		return errors.New("-speed: give a number above 0, up to 3600")
	case s.speed == 0 && s.demo:
		s.speed = 60
	case s.speed == 0:
		s.speed = 1
	}
	if s.db != "" || s.day || s.writePack != "" {
		return nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	name := "helpdesk.db"
	if s.demo {
		name = "demo.db"
	}
	s.db = filepath.Join(cache, "bellhop", name)
	return os.MkdirAll(filepath.Dir(s.db), 0o700)
}

// readPack reads the rules.
func (s *settings) readPack() (*pack.Pack, error) {
	name, text := "desk.yaml", rules
	if s.pack != "" {
		var err error
		if text, err = os.ReadFile(s.pack); err != nil {
			return nil, err
		}
		name = s.pack
	}
	return pack.Read(name, text, holidays.All{})
}

// readModel returns the model that reads what the rules could not, or nil when there is none.
func (s *settings) readModel() (intake.Classifier, error) {
	if s.model == "" {
		return nil, nil
	}
	data, err := os.ReadFile(s.model)
	if err != nil {
		return nil, err
	}
	m, err := intake.ReadModel(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.model, err)
	}
	return m, nil
}
