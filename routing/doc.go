// Package routing chooses who works on a ticket: the queue by the pack's order, and in it the agent who is free.
//
//	Fields, Journey, Roster ──▶ Router.Route ──▶ Decision (queue, agent or wait, and why)
//
// The nouns:
//
//   - An agent is somebody who takes tickets, up to a capacity.
//   - A queue is a line of tickets and the agents who take from it.
//   - A matrix is a table whose rows say which tickets go to which queue and what they ask for. A row lists values by dimension,
//     where other is every value that is not declared. Its proof says that every ticket finds a row and every row a ticket, or
//     shows one that does not.
//   - A journey is where a ticket has been: the queues, the agents who said no, the hops.
//   - A decision names a queue and an agent, or says what it waits for, and why each agent was passed over.
//   - A need is a promise that so many agents of a kind are on; its coverage is when they are and when they are not, and why.
//
// What this package does not do: it stores no load and reads no clock; the host says who is there and how much each carries.
package routing
