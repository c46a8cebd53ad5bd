package sim

import "github.com/bellhop-sla/bellhop/routing"

// strategy is a named way to give out work.
type strategy struct {
	name   string
	order  routing.Order
	choice routing.Choice
	// first takes the first agent with room in place of a choice. plain makes no difference between who speaks the language of a
	// customer and who speaks one that the customer is content with.
	first, plain bool
	// home keeps tickets in the region of their customers. staged keeps them there at first, then lets them go anywhere,
	// and at last to those who do not speak the language.
	home, staged bool
	// interrupts lets chats set other work aside. skilled gives every agent every skill.
	interrupts, skilled bool
}

// strategies are all strategies, in the order in which they are shown.
var strategies = []strategy{
	{name: "fifo+first", order: routing.FIFO, first: true, plain: true},
	{name: "fifo+least-loaded", order: routing.FIFO, choice: routing.LeastLoaded, plain: true},
	{name: "tier+longest-idle", order: routing.TierFirst, choice: routing.LongestIdle, plain: true},
	{name: "staged", order: routing.TierFirst, choice: routing.LongestIdle, staged: true},
	{name: "earliest-due+scarce", order: routing.EarliestDue, choice: routing.Scarce},
	{name: "savable-first+scarce", order: routing.SavableFirst, choice: routing.Scarce},
	{name: "home+savable-first+scarce", order: routing.SavableFirst, choice: routing.Scarce, home: true},
	{name: "staged+next-promise+scarce", order: routing.NextPromise, choice: routing.Scarce, staged: true},
	{name: "staged+next-promise+scarce+interrupt", order: routing.NextPromise, choice: routing.Scarce, staged: true, interrupts: true},
	{name: "every-skill", order: routing.NextPromise, choice: routing.Scarce, staged: true, interrupts: true, skilled: true},
}

// Strategies returns the names of the strategies that a drill compares: an order of work and a choice of agent, both of
// package routing.
//
//	fifo           in the order of arrival              first         the first agent with room
//	tier           the heaviest tier first              least-loaded  who carries least
//	earliest-due   by due time                          longest-idle  who has had nothing in hand for longest
//	savable-first  by due time, lost promises last      scarce        whose other skills and languages are sought least
//	next-promise   by due time, where a lost promise is followed by one of twice the target, and so on
//
// Under home a ticket stays in its region. Under staged it stays there for a quarter of its target, may then go to any
// region, and after three fifths of it to agents who do not speak its language; where nobody of a stage is on shift it goes on
// at once. The others let it go to everybody at once; under scarce who speaks the language comes first. Under interrupt a chat
// sets e-mail or web work aside once half of its target has passed. Alone, staged is by tier and longest idle. The last,
// every-skill, is the one before it where every agent has every skill: no strategy but a bound.
func Strategies() []string {
	names := make([]string, len(strategies))
	for i, s := range strategies {
		names[i] = s.name
	}
	return names
}
