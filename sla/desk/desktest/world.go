package desktest

import (
	"cmp"
	"context"
	_ "embed" // the pack
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

//go:embed testdata/faults.yaml
var faultsPack []byte

//go:embed testdata/weights.yaml
var weightsPack []byte

// readWeights returns the pack of every other soak.
var readWeights = sync.OnceValues(func() (*pack.Pack, error) { return pack.Read("weights.yaml", weightsPack, nil) })

// readPack returns the pack of the rules on faults.
var readPack = sync.OnceValues(func() (*pack.Pack, error) { return pack.Read("faults.yaml", faultsPack, nil) })

// world is what outlasts the processes of a host: a store, the time, and who receives notices.
type world struct {
	of       build
	pack     *pack.Pack
	store    Store
	now      sla.Instant
	passed   atomic.Int64      // what is to be added to now: time that passes while processes are at work
	between  func(Store) Store // stands between desks and the store; nil is nothing
	timeout  time.Duration     // of an attempt to tell; 0 is that of the outbox
	receiver receiver
}

// newWorld returns a world around a store. It begins at noon.
func newWorld(of build, store Store) (*world, error) {
	p, err := readPack()
	return &world{of: of, pack: p, store: store, now: noon, receiver: receiver{heard: map[string]string{}}}, err
}

// secret is what the desk signs with.
func (w *world) secret() []byte { return []byte("secret") }

// host is one process: a desk over the store of the world, whose calls fail by plan.
type host struct {
	process
	world *world
	desk  *desk.Desk
	store Store
	carry escalation.Notifier
	skew  time.Duration // by which its clock is ahead
	timed bool          // reading the clock is a step
}

// now reads the clock of the process.
func (h *host) now() time.Time {
	if h.timed {
		h.stop("reads the clock")
	}
	return h.world.now.Add(h.skew + time.Duration(h.world.passed.Load())).Time()
}

// start begins a process. It sends one notice at a time, so that its calls come in one order.
func (w *world) start(plan Plan) (*host, error) { return w.begin(&host{process: process{plan: plan}}) }

// begin makes a process of what is said of one.
func (w *world) begin(h *host) (*host, error) {
	h.world = w
	h.store = w.of.over(h.process.store(w.store))
	if w.between != nil {
		h.store = w.between(h.store)
	}
	h.carry = w.of.carried(escalation.NotifierFunc(h.notify))
	var err error
	h.desk, err = desk.New(desk.Config{
		Store: h.store, Pack: w.pack, Now: h.now, Secret: w.secret(),
		Notifiers: map[string]escalation.Notifier{"people": h.carry}, Sender: outbox.Deliverer{Workers: 1, Batch: 1, Lease: lease, Timeout: w.timeout},
	})
	return h, err
}

// notify carries a notice to the receiver, if the plan lets it.
func (h *host) notify(ctx context.Context, n escalation.Notice) error {
	return h.do("Notify", func() error { return h.world.receiver.Notify(ctx, n) })
}

// deliver sends one notice.
func (h *host) deliver(ctx context.Context) (int, error) {
	if h.world.of.deliver != nil {
		return h.world.of.deliver(h)
	}
	return h.desk.Deliver(ctx)
}

// receiver is who hears: it tells keys apart, so that a notice that comes twice is heard once.
type receiver struct {
	// answer is what a faulty receiver says to a notice: before it has taken it in, or after. Nil is a receiver without faults.
	answer func(ctx context.Context, n escalation.Notice) (before, after error)

	mu    sync.Mutex
	heard map[string]string // notices by key
	odd   []string          // keys that came with another notice than before
	count map[string]int    // how often a notice came, by key; nil counts nothing
}

// has says whether a notice was heard.
func (r *receiver) has(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.heard[key]
	return ok
}

// Notify takes in a notice.
func (r *receiver) Notify(ctx context.Context, n escalation.Notice) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.count != nil {
		r.count[n.Key]++
	}
	var before, after error
	if r.answer != nil {
		before, after = r.answer(ctx, n)
	}
	if before != nil {
		return before
	}
	data, err := json.Marshal(n)
	if known, ok := r.heard[n.Key]; ok && known != string(data) {
		r.odd = append(r.odd, fmt.Sprintf("%s: %s and then %s", n.Key, known, data))
	}
	r.heard[n.Key] = string(data)
	return cmp.Or(err, after)
}

// keys returns the keys of what was heard.
func (r *receiver) keys() map[string]bool {
	keys := map[string]bool{}
	for key := range r.heard {
		keys[key] = true
	}
	return keys
}

// told returns what was heard, by key.
func (r *receiver) told() (list []string) {
	for key, notice := range r.heard {
		list = append(list, "heard "+key+" "+notice)
	}
	slices.Sort(list)
	return append(list, r.odd...)
}
