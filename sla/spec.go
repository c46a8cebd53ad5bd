package sla

// Spec is the written form of a desk's policies: plain data, which Compile turns into Policies.
type Spec struct {
	Statuses Statuses `json:"statuses,omitzero" yaml:"statuses,omitempty"`
	// Policies are tried from top to bottom; the first whose condition holds is the ticket's policy.
	Policies []PolicySpec `json:"policies" yaml:"policies"`
}

// Statuses says what the statuses of the host mean.
type Statuses struct {
	// Terminal are the statuses in which a ticket is resolved. None means solved and closed.
	Terminal []string `json:"terminal,omitempty" yaml:"terminal,omitempty"`
	// Categories are names for sets of statuses. Terminal and pauses may name a category instead of each status.
	Categories map[string][]string `json:"categories,omitempty" yaml:"categories,omitempty"`
}

// PolicySpec says for which tickets which targets hold.
type PolicySpec struct {
	Name string `json:"name" yaml:"name"`
	// When is a condition over the ticket's fields. None holds for every ticket.
	When string `json:"when,omitempty" yaml:"when,omitempty"`
	// Calendar is the calendar of the targets that name none.
	Calendar string       `json:"calendar,omitempty" yaml:"calendar,omitempty"`
	Targets  []TargetSpec `json:"targets" yaml:"targets"`
}

// TargetSpec is one promise: a metric, how long, and what pauses it. Each target of a ticket's policy runs one clock.
type TargetSpec struct {
	Metric Metric `json:"metric" yaml:"metric"`
	// Name is the name of the clock. None means the metric's.
	Name string `json:"name,omitempty" yaml:"name,omitempty"`
	// Within is how long the target allows: one goal, or one for each value of the field By names.
	Within Within `json:"within" yaml:"within"`
	// By is the field whose value picks the goal. None means priority.
	By string `json:"by,omitempty" yaml:"by,omitempty"`
	// Calendar counts business time. None means the policy's. A goal around the clock needs none, save for its zone.
	Calendar string `json:"calendar,omitempty" yaml:"calendar,omitempty"`

	// Pause are the statuses or categories in which the clock stands still.
	Pause []PauseSpec `json:"pause,omitempty" yaml:"pause,omitempty"`
	// MaxPause is the wall time a cycle may be paused in all; after that it runs on. None means no limit.
	MaxPause   Duration        `json:"max_pause,omitempty" yaml:"max_pause,omitempty"`
	Thresholds []ThresholdSpec `json:"thresholds,omitempty" yaml:"thresholds,omitempty"`

	// Retarget is what a change of the ticket does that picks another goal. None means keep_elapsed.
	Retarget Retarget `json:"retarget,omitempty" yaml:"retarget,omitempty"`
	// Reopen is what leaving a terminal status does to a resolution clock. None means resume.
	Reopen Reopen `json:"reopen,omitempty" yaml:"reopen,omitempty"`
	// Recurrence is when the next cycle may start. None means independent.
	Recurrence Recurrence `json:"recurrence,omitempty" yaml:"recurrence,omitempty"`
	// OnTerminal is what a terminal status does. None means cancel for periodic_update, nothing for a generic clock and for
	// assignment, and fulfil for the others.
	OnTerminal OnTerminal `json:"on_terminal,omitempty" yaml:"on_terminal,omitempty"`
	// Attach is from when the clock counts when the ticket comes under the policy later on: created (default) or now.
	// IgnorePauses then counts the pauses that the ticket had before.
	Attach       Origin `json:"attach,omitempty" yaml:"attach,omitempty"`
	IgnorePauses bool   `json:"ignore_pauses,omitempty" yaml:"ignore_pauses,omitempty"`
	// Manual targets start with an attach event only.
	Manual bool `json:"manual,omitempty" yaml:"manual,omitempty"`
	// CountsInitial opens the first cycle of next_response or periodic_update when a customer opens the ticket.
	CountsInitial bool `json:"counts_initial,omitempty" yaml:"counts_initial,omitempty"`
	// AgentCreated starts a first_response clock at once when an agent opened the ticket: start. None means
	// wait_customer, which waits for the customer's first message.
	AgentCreated AgentCreated `json:"agent_created,omitempty" yaml:"agent_created,omitempty"`
	// Counts are messages that count as replies although by rule they do not: internal, bot.
	Counts []string `json:"counts,omitempty" yaml:"counts,omitempty"`
}

// AgentCreated says what a ticket opened by an agent does to a first_response clock.
type AgentCreated string

// What a ticket opened by an agent does.
const (
	WaitCustomer AgentCreated = "wait_customer"
	StartAtOnce  AgentCreated = "start"
)

// Within is one goal for all tickets, or a goal for each value of a field. The value other stands for those not named.
type Within struct {
	All  Goal            `json:"-" yaml:",scalar"`
	Each map[string]Goal `json:"-" yaml:",inline"`
}

// OtherValue is the key of the goal for values that have none of their own.
const OtherValue = "other"

// PauseSpec is a status or a category that pauses, with an optional limit, or the limit of a reason that the host gives with a
// pause event. A bare text is a status without a limit.
type PauseSpec struct {
	Status string `json:"status,omitempty" yaml:"status,scalar"`
	// Reason is a reason that the host gives. Every such reason pauses; an entry limits it. It stands in place of Status.
	Reason string `json:"reason,omitempty" yaml:"reason,omitempty"`
	// Max is the wall time for which this status or reason may pause a cycle; after that it does not. None means no limit.
	Max Duration `json:"max,omitempty" yaml:"max,omitempty"`
}

// ThresholdSpec is a point on the way of a cycle. A bare text is At.
type ThresholdSpec struct {
	// Name tells it apart. None means the text of At.
	Name string `json:"name,omitempty" yaml:"name,omitempty"`
	// At is 75% (a share of the target), 30m before or 30m after (business time), or 30m before wall, 30m after wall.
	At Point `json:"at" yaml:"at,scalar"`
}
