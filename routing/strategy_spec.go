package routing

// StrategySpec says in which order waiting tickets are worked and who gets one.
type StrategySpec struct {
	// Order is the order of work. None means next_promise.
	Order Order `json:"order,omitempty" yaml:"order,omitempty"`
	// Lost is what becomes of tickets whose promise is broken, under next_promise and savable_first. None means what the order
	// is named for.
	Lost Lost `json:"lost,omitempty" yaml:"lost,omitempty"`
	// Cap is after how many times its promise a lost ticket goes first, where lost is cap. None means 4.
	Cap int `json:"cap,omitempty" yaml:"cap,omitempty"`
	// Strict works tickets of a higher priority first, whatever the order is.
	Strict bool `json:"strict,omitempty" yaml:"strict,omitempty"`
	// Tiers are the weights of tiers: who weighs more goes first where the order ties. None means 0.
	Tiers map[string]int `json:"tiers,omitempty" yaml:"tiers,omitempty"`
	// Choice is who of those who can take a ticket gets it. None means listed.
	Choice Choice `json:"choice,omitempty" yaml:"choice,omitempty"`
	// OwnerFirst gives a ticket to who had it last, if present.
	OwnerFirst bool `json:"owner_first,omitempty" yaml:"owner_first,omitempty"`
	// Spread breaks what is left of a tie by a hash of ticket and agent, so that equals share the work; otherwise by id.
	Spread bool `json:"spread,omitempty" yaml:"spread,omitempty"`
	// Demand is how much is asked for each skill and language, by name, in any unit: the more, the scarcer are those who have
	// it. None means the same for all.
	Demand map[string]int `json:"demand,omitempty" yaml:"demand,omitempty"`
	// Fallback are the languages that serve when nobody works in the customer's, for [FollowTheSun].
	Fallback []string `json:"fallback,omitempty" yaml:"fallback,omitempty"`
	// Fit keeps from an agent what is not expected to be done before the shift ends, or leave begins. Work longer than the shift,
	// or than the time between two leaves, fits at any time.
	Fit bool `json:"fit,omitempty" yaml:"fit,omitempty"`
	// Interrupt is the share of the promise, such as 50%, from which a ticket of a channel that interrupts does so. None means
	// at once.
	Interrupt string `json:"interrupt,omitempty" yaml:"interrupt,omitempty"`
	// Reserve keeps a share of those at work for urgent tickets. None means that nothing is kept.
	Reserve ReserveSpec `json:"reserve,omitzero" yaml:"reserve,omitempty"`
}

// ReserveSpec declares what is kept for urgent tickets.
type ReserveSpec struct {
	// Share is the share, such as 10%, of the capacity of those at work who could take the ticket that a ticket that is not urgent
	// leaves free.
	Share string `json:"share,omitempty" yaml:"share,omitempty"`
	// Priority is from which priority on a ticket is urgent. None means 1.
	Priority int `json:"priority,omitempty" yaml:"priority,omitempty"`
}

// Order is an order of work.
type Order string

// The orders of work. Ties go by the weight of the tier, the arrival and the ticket.
const (
	// NextPromise works by the next promise: the arrival and the target, doubled as often as it has passed. A ticket whose promise
	// is lost so gets a later one, and does not outrank one that can be kept.
	NextPromise Order = "next_promise"
	// SavableFirst works those whose promise can be kept by due time, and those that are lost after all of them.
	SavableFirst Order = "savable_first"
	// EarliestDue works by due time alone.
	EarliestDue Order = "earliest_due"
	// FIFO works by arrival.
	FIFO Order = "fifo"
	// TierFirst works by the weight of the tier, and by arrival within a tier.
	TierFirst Order = "tier"
)

// Lost is what becomes of tickets whose promise is broken.
type Lost string

// What becomes of lost tickets.
const (
	// LostAfterSavable lets them wait until no ticket can be saved.
	LostAfterSavable Lost = "after_savable"
	// LostNextPromise gives them the next promise.
	LostNextPromise Lost = "next_promise"
	// LostCap lets them wait like after_savable, but not longer than a few times their promise.
	LostCap Lost = "cap"
)

// Choice is how one of those who can take a ticket is chosen.
type Choice string

// The choices. Wishes of a row and the customer's own language go before all of them but scarce, in which they have a price.
// Ties go by who has been idle for longest, then by id.
const (
	// Listed chooses who carries least, and of those the first of the queue.
	Listed Choice = "listed"
	// LeastLoaded chooses who carries least.
	LeastLoaded Choice = "least_loaded"
	// RoundRobin chooses who got one longest ago.
	RoundRobin Choice = "round_robin"
	// LongestIdle chooses who has had nothing in hand for longest.
	LongestIdle Choice = "longest_idle"
	// MostSkilled chooses who has the highest levels of the skills that are asked for.
	MostSkilled Choice = "most_skilled"
	// Scarce chooses who costs least: skills and languages that the ticket does not need, a language that is not the customer's,
	// a wish not met, and the share of the capacity in use all have a price.
	Scarce Choice = "scarce"
)

var (
	orders  = []string{string(NextPromise), string(SavableFirst), string(EarliestDue), string(FIFO), string(TierFirst)}
	losts   = []string{string(LostAfterSavable), string(LostNextPromise), string(LostCap)}
	choices = []string{string(Listed), string(LeastLoaded), string(RoundRobin), string(LongestIdle), string(MostSkilled), string(Scarce)}
)
