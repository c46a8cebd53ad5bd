package sim

// strategy is a named way to give out work.
type strategy struct {
	name   string
	order  order
	choice choice
	// home keeps tickets in the region of their customers. staged keeps them there at first, then lets them go anywhere,
	// and at last to those who do not speak the language.
	home, staged bool
	// interrupts lets chats set other work aside. skilled gives every agent every skill.
	interrupts, skilled bool
}

// order is which waiting ticket comes first.
type order uint8

const (
	byArrival order = iota
	byTier
	byDue
	bySavable // those whose promise can be kept first
	byNextPromise
)

// choice is which agent gets a ticket.
type choice uint8

const (
	firstAvailable choice = iota
	leastLoaded
	longestIdle
	leastScarce // the one whose other skills and languages are the least sought
)

// strategies are all strategies, in the order in which they are shown.
var strategies = []strategy{
	{name: "fifo+first", order: byArrival, choice: firstAvailable},
	{name: "fifo+least-loaded", order: byArrival, choice: leastLoaded},
	{name: "tier+longest-idle", order: byTier, choice: longestIdle},
	{name: "staged", order: byTier, choice: longestIdle, staged: true},
	{name: "earliest-due+scarce", order: byDue, choice: leastScarce},
	{name: "savable-first+scarce", order: bySavable, choice: leastScarce},
	{name: "home+savable-first+scarce", order: bySavable, choice: leastScarce, home: true},
	{name: "staged+next-promise+scarce", order: byNextPromise, choice: leastScarce, staged: true},
	{name: "staged+next-promise+scarce+interrupt", order: byNextPromise, choice: leastScarce, staged: true, interrupts: true},
	{name: "every-skill", order: byNextPromise, choice: leastScarce, interrupts: true, skilled: true},
}

// Strategies returns the names of the strategies that a drill compares:
//
//	fifo         in the order of arrival           first         the first agent with room
//	tier         the heaviest tier first           least-loaded  the agent with the fewest units at work
//	earliest-due by due time                       longest-idle  the agent who was given nothing for longest
//	savable-first by due time, lost promises last  scarce        the agent whose other skills and languages are sought least
//	next-promise by due time, where a lost promise is followed by one of twice the target, and so on
//
// Under home a ticket stays in its region. Under staged it stays there for a quarter of its target, may then go to any
// region, and after three fifths of it to agents who do not speak its language; where nobody of a stage is on shift it goes on
// at once. The others let it go to everybody at once. Under interrupt a chat sets e-mail or web work aside once half of its
// target has passed. Alone, staged is by tier and longest idle. The last, every-skill, gives every agent every skill: it is
// no strategy but a bound.
func Strategies() []string {
	names := make([]string, len(strategies))
	for i, s := range strategies {
		names[i] = s.name
	}
	return names
}
