// Package riverdesk lets River (github.com/riverqueue/river) carry the notices of a desk, on one PostgreSQL and pgx.
//
//	event, sweep ─▶ desk.Step ─▶ Change ─▶ Store ─▶ one transaction: case, records, loads │ river_job
//	                                                                                       ▼ fetch
//	      trail ◀── one transaction: case, record, job completed ◀── verdict ◀── worker: notifier
//
// It is for hosts that run River already, or want its page, its clients and its habits. What is the desk's stays the desk's:
// the clocks. They stand in the table of cases and are swept from there; one job a clock would cost two to three times what one
// row costs. What River takes over is the outbox.
//
// # The nouns
//
//   - A [Desk] is a desk.Desk whose notices River carries. [New] makes it, [Desk.Migrate] its tables, [Desk.Run] runs it.
//   - A [Notice] is the arguments of a job: one message to one receiver. Its key is unique over all states of a job.
//   - A [Store] is what the desk stores to. It hands cases, records and loads to sqlstore and makes jobs of the rest.
//   - A worker is a desk over a queue of one: an attempt is what it is everywhere, with its time-out, panics and verdicts.
//   - A mark is what River does not know of a delivery. It stands in the output of the job.
//
// # What becomes of an op
//
//	put       InsertManyTx, all of a sweep at once; scheduled when it is for later. The same key with another message is
//	          ErrKeyReused, in whatever state the first is
//	amend     the job that nobody has tried is deleted, another takes its place
//	cancel    JobCancelTx; a worker that has the job is told, and what it says afterwards counts only if the notice arrived
//	replay    the discarded job is deleted, another with its key takes its place; once a minute, as outbox says
//	discard   the discarded job becomes a cancelled one
//
// and of a verdict, in the transaction in which the case tells of it:
//
//	done                JobCompleteTx
//	dead                discarded, with why as the last error: of a panic with its stack
//	expired, digested   cancelled
//	again               the worker returns the error, and NextRetry what outbox.Backoff or the receiver asked for;
//	                    an attempt that was not begun is a JobSnooze
//
// So a dead letter is a job that River calls discarded, and only the desk makes one: River's own limit of attempts is out of
// reach. [Store] is an outbox.DeadLetters, which lists them; a host replays one, or puts it away, by the desk's events
// desk.ReplayDead and desk.DiscardDead, so that the ticket's trail tells of it. A retry from River's page is one attempt more.
//
// # Settings that matter
//
// [New] sets them, and a host that builds its own should too:
//
//   - DiscardedJobRetentionPeriod and CancelledJobRetentionPeriod are -1. River's cleaner would delete the dead letters after a
//     week, and with a cancelled job the knowledge that its key was used. What a host no longer wants to keep it takes away by
//     JobDeleteMany, in its own time. Completed jobs go after a day as usual: a case never puts a key again.
//   - RescueStuckJobsAfter is 90 s, and of use between 60 s and 120 s: the hour of River's default is how late a notice would be
//     whose process died. It must be more than one attempt may take, or the job is given to a second worker too early.
//   - MaxAttempts is out of reach, since outbox.Deliverer counts attempts and gives up in the trail.
//
// # What holds
//
// A change and its jobs are kept together or not at all, also with rows of the host ([Store.Bind]). A process may die anywhere:
// between the notice and its verdict the notice goes again, under its key, and outbox.Once at the receiver makes one effect of
// it. A worker that was taken to be stuck and comes back is fenced off: the token of a delivery is made of the fetches that
// River counts, and a verdict with an old one is refused. River's own answer to what a worker returns knows no such fence, so a
// refused verdict is returned as an error: at worst the job goes once more.
//
// River differs from outbox.Queue, which [Store] therefore is not: jobs are fetched by priority first; one for later, and one
// that failed, can go some 5 s after its time, when River's scheduler looks; a lost one is found each 30 s. A store of this
// kind keeps every rule of desktest on updates, sweeps, ops, verdicts and dead letters. Those on claiming (the claim rules, that
// a retry waits for its time) are kept by River in its own way; the tests play its part in the time of the rules, by the
// statements that it runs.
//
// What this package does not do: it decides nothing, and it has no queue for each kind of notifier; a host that wants one
// makes the Queue of a [Notice] depend on its address.
package riverdesk
