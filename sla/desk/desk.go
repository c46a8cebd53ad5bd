package desk

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/routing/intake"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// Config is what a desk is made of. Store, Pack and Now are required.
type Config struct {
	Store Store
	Pack  *pack.Pack
	// Now reads the time, such as time.Now. After waits, such as time.After; Run alone needs it.
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time

	// Notifiers carry notices, by the scheme of the address.
	Notifiers map[string]escalation.Notifier
	// Presence says who is there, beyond the hours of the pack; nil is everybody. It is asked before a transaction.
	Presence Presence
	// Allow says whether an agent may have a ticket, beyond what the pack says, such as for a permission; nil is everybody. It has
	// to answer the same for the same case, and must not keep or change it.
	Allow func(c *Case, agent string) bool

	// Classifier reads what the rules of the pack cannot: a trained model, a service, or several ([intake.First]). Customers knows
	// who customers are. Earlier returns the prints of a customer's messages, by ticket, among which duplicates are looked for. All
	// are asked before a transaction, of a new ticket with a message; none may be set. Language tells the language of what neither
	// the rules nor the classifier know it of. Patience is how long the classifier and Earlier may take; 0 means 2s.
	Classifier intake.Classifier
	Language   intake.Detector
	Customers  *intake.Cache
	Earlier    func(ctx context.Context, customer string, m intake.Message) ([]intake.Print, error)
	Patience   time.Duration

	// Secret signs the tokens by which a notice is acknowledged and an offer answered. None leaves them empty.
	Secret []byte

	Batch int           // cases that a sweep asks the store for at once; 0 means 100
	Line  int           // waiting tickets that a dispatch looks at; 0 means 1,000
	Storm int           // due cases in one sweep that are a storm: it is recorded, and deliveries get a turn; 0 means 1,000
	Idle  time.Duration // the longest pause of Run between two looks; 0 means 1s
	Grace time.Duration // how long Run finishes what is at work after its context has ended; 0 means 10s
	// Sender says how notices are sent: its back-off, attempts, time-out, lease and workers. The desk fills in the rest.
	Sender outbox.Deliverer

	// Log hears of faults; nil is silent. Observer measures; nil does not.
	Log      *slog.Logger
	Observer outbox.Observer
}

// Desk takes events, sweeps what is due and sends notices. Many desks, in one process or in many, may work on one store side
// by side; there is no leader. It is safe for many goroutines.
type Desk struct {
	config Config
	sender *outbox.Deliverer // nil when the store has no queue
	nudge  chan struct{}
	vain   lastVain
}

// New returns a desk. The error names every required part that is missing.
func New(config Config) (*Desk, error) {
	var p calendar.Problems
	if config.Store == nil {
		p.Add("store", "missing; give one, such as NewMemory()")
	}
	if config.Pack == nil {
		p.Add("pack", "missing; read one with pack.Read")
	}
	if config.Now == nil {
		p.Add("now", "missing; give time.Now")
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	config.Batch, config.Storm = cmp.Or(config.Batch, 100), cmp.Or(config.Storm, 1000)
	config.Line = cmp.Or(config.Line, 1000)
	config.Idle, config.Grace = cmp.Or(config.Idle, time.Second), cmp.Or(config.Grace, 10*time.Second)
	d := &Desk{config: config, nudge: make(chan struct{}, 1)}
	d.sender = d.newSender()
	return d, nil
}

// newSender returns what sends the notices of the store, or nil when the store has no queue.
func (d *Desk) newSender() *outbox.Deliverer {
	queue, ok := d.config.Store.(outbox.Queue)
	if !ok {
		return nil
	}
	sender := d.config.Sender
	sender.Queue, sender.Now, sender.After = d.verdicts(queue), d.config.Now, d.config.After
	sender.Log, sender.Observer = d.config.Log, d.config.Observer
	sender.Notifiers = map[string]escalation.Notifier{Scheme: escalation.NotifierFunc(d.inner)}
	maps.Copy(sender.Notifiers, d.config.Notifiers)
	return &sender
}

// Bind returns the same desk over another store, such as one bound to a transaction of the host. A refusal is a record too: the
// host commits when the error is a *[Refusal], and rolls back on any other.
func (d *Desk) Bind(s Store) *Desk {
	bound := &Desk{config: d.config, nudge: d.nudge}
	bound.config.Store = s
	return bound
}

// input returns what a step takes of the desk itself.
func (d *Desk) input(now sla.Instant, roster routing.Roster) Input {
	_, lined := d.config.Store.(Line)
	return Input{Now: now, Roster: roster, Secret: d.config.Secret, Lined: lined, Allow: d.config.Allow}
}

// now returns the time.
func (d *Desk) now() sla.Instant { return sla.At(d.config.Now()) }

// Handle takes one event. When it returns without an error the outcome is stored; a key that was taken before gives the stored
// outcome. A refused event gives its outcome and a *[Refusal]; it changed nothing but the record of the refusal. Any other
// error stored nothing, and the event may be sent again.
func (d *Desk) Handle(ctx context.Context, ev Event) (outcome Outcome, err error) {
	ctx, end := d.observe(ctx, "desk.handle")
	if ev.Trace == "" {
		own, _ := outbox.TraceFrom(ctx)
		ev.Trace = own.String()
	}
	if r := Forged(&ev); r != nil {
		outcome, err = turnedAway(r), d.refused(ctx, r)
	} else {
		d.read(ctx, &ev)
		outcome, err = d.handle(ctx, ev)
	}
	end(err)
	if err == nil {
		d.Nudge()
	}
	return outcome, err
}

// Forged says why an event that comes from outside may not be taken, or nil: it names no ticket, or it is one that the desk
// makes itself. A Desk asks it of each event that it is handed; who calls Step directly does the same.
func Forged(ev *Event) *Refusal {
	var p calendar.Problems
	if ev.Ticket == "" || ev.Ticket == Door || ev.Ticket == Storms || clean(ev.Ticket) != ev.Ticket {
		p.Add("ticket", "missing, or not a name for a ticket; give its id")
	}
	if ev.Kind == Settled || ev.Kind == Absorb {
		p.Add("kind", "%q is made by the desk itself; send the facts, such as merged", ev.Kind)
	}
	if ev.Own {
		p.Add("own", "marks what the desk made itself; remove it")
	}
	if len(p) == 0 {
		return nil
	}
	return &Refusal{Ticket: ev.Ticket, Key: ev.Key, Code: Malformed, Message: p.Error(), Err: p}
}

// turnedAway is the outcome of an event that reached no case.
func turnedAway(r *Refusal) Outcome {
	return Outcome{Ticket: r.Ticket, Taken: Taken{Key: r.Key, Outcome: audit.Refused, Reason: r.Code}}
}

// handle takes an event from outside or of the desk's own.
func (d *Desk) handle(ctx context.Context, ev Event) (Outcome, error) {
	v := d.visit()
	defer v.end()
	if err := v.take(ctx, &ev); err != nil {
		return Outcome{}, err
	}
	if v.refusal != nil && v.outcome.Seq == 0 { // no ticket whose trail could tell of it
		return v.outcome, d.refused(ctx, v.refusal)
	}
	if v.refusal != nil {
		return v.outcome, v.refusal
	}
	return v.outcome, nil
}

// Roster returns how the agents stand now.
func (d *Desk) Roster(ctx context.Context) (routing.Roster, error) {
	roster := routing.Roster{}
	if err := d.stand(ctx, roster); err != nil {
		return nil, err
	}
	return roster, nil
}

// stand writes down in a roster how the agents stand now.
func (d *Desk) stand(ctx context.Context, roster routing.Roster) error {
	clear(roster)
	if m, ok := d.config.Store.(*Memory); ok {
		m.carry(roster)
	} else {
		loads, err := d.config.Store.Loads(ctx)
		if err != nil {
			return err
		}
		maps.Copy(roster, loads)
	}
	if d.config.Presence == nil {
		return nil
	}
	stands, err := d.config.Presence.Presence(ctx)
	for agent, told := range stands {
		p := roster[agent]
		p.Away, p.Offline, p.Idle, p.Last = told.Away, told.Offline, max(p.Idle, told.Idle), max(p.Last, told.Last)
		roster[agent] = p
	}
	return err
}

// Refuse records that something was refused before it reached a ticket, such as a body that cannot be read. The record stands
// in the trail of Door.
func (d *Desk) Refuse(ctx context.Context, r Refusal) error {
	return d.knock(ctx, &r)
}

// Door is the entity of the records of what was refused before it reached a ticket.
const Door = "desk/door"

// refused records a refusal at the door and returns it, or why it could not be recorded.
func (d *Desk) refused(ctx context.Context, r *Refusal) error {
	if err := d.knock(ctx, r); err != nil {
		return err
	}
	return r
}

// knock records a refusal at the door.
func (d *Desk) knock(ctx context.Context, r *Refusal) error {
	record := audit.Record{
		Action: "event.refused", Outcome: audit.Refused, Actor: audit.Actor{ID: "host", Kind: audit.System}, Trigger: clean(r.Key),
		Reason: audit.Reason{Template: "refused." + r.Code, Args: []audit.Arg{
			{Name: "ticket", Value: audit.TextOrNone(clean(r.Ticket))}, {Name: "at", Value: audit.List(r.paths())},
		}},
	}
	if err := d.record(ctx, Door, record); err != nil {
		return fmt.Errorf("refused (%s), and the refusal could not be recorded: %w", r.Message, err)
	}
	return nil
}

// record writes a record about an entity that is no ticket.
func (d *Desk) record(ctx context.Context, entity string, r audit.Record) error {
	v := d.visit()
	defer v.end()
	return v.update(ctx, entity, func(c Case) (Change, error) {
		r := r
		r.Entity, r.At, r.Recorded, r.Release = entity, v.in.Now.Time(), v.in.Now.Time(), d.config.Pack.Version()
		change := Change{Before: c.Head, Case: c}
		sealed, head, err := c.Head.Seal(nil, &r)
		change.Records, change.Case.Head, change.Case.Format = [][]byte{sealed}, head, CaseFormat
		return change, err
	})
}

// observe begins the measure of an operation.
func (d *Desk) observe(ctx context.Context, operation string) (context.Context, func(error)) {
	if d.config.Observer == nil {
		return ctx, func(error) {}
	}
	return d.config.Observer.Start(ctx, operation)
}

// sample tells a figure.
func (d *Desk) sample(ctx context.Context, name string, value float64) {
	if d.config.Observer != nil {
		d.config.Observer.Sample(ctx, name, value)
	}
}

// warn logs a fault.
func (d *Desk) warn(ctx context.Context, text string, err error) {
	if d.config.Log != nil && err != nil {
		d.config.Log.WarnContext(ctx, text, "err", err)
	}
}
