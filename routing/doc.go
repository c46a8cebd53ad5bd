// Package routing chooses who works on a ticket: the row of the matrix or the first queue that takes it, and in it an agent who is
// at work, has what it asks for and has room.
//
//	Fields ──▶ row or queue ──▶ who may get it ──▶ who has room now ──▶ Decision (queue, agent or wait, and why)
//	                               ▲ skills, language,   ▲ Roster or Floor, shifts, leave
//	                               │ channel, stages
//
// The nouns:
//
//   - An agent is somebody who takes tickets, up to a capacity in units of work. A team is a group of agents in a region.
//   - A queue is a line of tickets and the agents who take from it.
//   - A matrix is a table whose rows say which tickets go to which queue and what they ask for. A row lists values by dimension,
//     where other is every value that is not declared. Its proof says that every ticket finds a row and every row a ticket, or
//     shows one that does not.
//   - A roster is how the agents stand, read anew for each decision; a floor is the same, kept from one to the next. A batch is many
//     decisions from one roster.
//   - A way out is a list of stages, each of which lets more agents take a ticket as its promise wears on.
//   - The order of work ranks tickets that wait; the choice ranks agents who could take one. Both are named by the strategy.
//   - A journey is where a ticket has been: the queues, the agents who said no, the hops.
//   - A decision names a queue and an agent, or says what it waits for. An explanation tells of every candidate why.
//   - A need is a promise that so many agents of a kind are on; its coverage is when they are and when they are not, and why.
//
// What this package does not do: it stores no load and reads no clock; the host says who is there and how much each carries.
package routing
