package sqlstore

// postgresql are the statements that PostgreSQL writes in its own way. What is written goes by one statement for all rows of a
// change or a sweep. A load is locked by the statement that writes it, as many changes want the same few: that it has room is
// seen before, and seen again then. No statement leaves the planner a choice that a table grown since could make a bad one: rows
// are met by their unique keys alone.
var postgresql = map[query]string{
	writeCase: "", addRecord: "", writeLoad: "", addDelivery: "", markDelivery: "",

	readCase:  peekPatched + ` FOR UPDATE`,
	peekCase:  peekPatched,
	dueCases:  `SELECT version, sum, document, patch, ticket FROM @cases ` + whereDue,
	listCases: `SELECT version, sum, document, patch, ticket FROM @cases ` + byTicket,
	waiting:   `SELECT version, sum, document, patch, ticket FROM @cases ` + whoWaits,

	writeCases: writing + writingDone + `0 THEN 1 END`,
	writeNew:   writing + writingLoads + writingNew + writingDone + `(SELECT -count(*) FROM added) ` + thenLoaded,
	writeAll: writing + writingLoads + writingNew + writingMarked +
		writingDone + `(SELECT -count(*) FROM added) - (SELECT count(*) FROM marked) ` + thenLoaded,

	steady: `SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)`,

	newLoads: `INSERT INTO @loads (agent) SELECT * FROM unnest((SELECT ?::text[])) ON CONFLICT DO NOTHING`,
	readLoads: `SELECT l.* FROM unnest((SELECT ?::text[])) AS k (agent),
			LATERAL (SELECT ` + carried + ` FROM @loads WHERE agent = k.agent FOR UPDATE) AS l`,
	peekLoads: `SELECT ` + carried + ` FROM @loads WHERE agent = ANY ((SELECT ?::text[])::text[])`,
	readDeliveries: `SELECT d.* FROM unnest((SELECT ?::text[])) AS k (id),
			LATERAL (SELECT ` + delivery + ` FROM @deliveries WHERE id = k.id FOR UPDATE) AS d`,

	newBucket: `INSERT INTO @buckets (address, document) VALUES (?, '{}') ON CONFLICT DO NOTHING`,
}

// What writes all rows of some changes at once: cases and records, then what else there is of loads, of new deliveries and of
// those that stand. It fails by a division by zero when a case has moved on, unless it is the only one, and when there is no
// room for a load.
const (
	writing = `WITH changed AS (
			INSERT INTO @cases (` + caseColumns + `, sum, was, patch)
			SELECT ticket, version, seq, hash, wake, due, open, paused, status, assignee, queue, offered,
				convert_from(` + piece + `, 'UTF8'), sum, was, nullif(` + patchPiece + `, '')
			FROM unnest((SELECT ?::text[]), ?::bigint[], ?::bigint[], ?::bytea[], ?::bigint[], ?::bigint[], ?::smallint[], ?::smallint[],
				?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[], ?::int[]) WITH ORDINALITY
				AS c (ticket, version, seq, hash, wake, due, open, paused, status, assignee, queue, offered, long, sum, was, patch, nth)
			` + overCase + `CASE excluded.document WHEN '' THEN @cases.document ELSE excluded.document END,
				sum = excluded.sum, was = excluded.was, patch = excluded.patch` + sameCase + ` AND @cases.sum = excluded.was RETURNING 1
		), kept AS (
			SELECT 1 FROM (SELECT count(*) AS n FROM changed) AS changes WHERE n = ?
		), recorded AS (
			INSERT INTO @records (entity, seq, sealed)
			SELECT entity, seq, ` + piece + `
			FROM kept, unnest((SELECT ?::text[]), ?::bigint[], ?::int[]) WITH ORDINALITY AS r (entity, seq, long, nth) RETURNING 1
		)`
	writingLoads = `, held AS (
			SELECT k.* FROM kept, unnest((SELECT ?::text[]), ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
					AS k (agent, by, soft, came, gone, most, firm),
				LATERAL (SELECT FROM @loads WHERE agent = k.agent FOR UPDATE) AS load
		), loaded AS (
			UPDATE @loads AS l SET load = greatest(0, coalesce(load, 0) + by),
				interruptible = greatest(0, least(coalesce(load, 0) + by, interruptible + soft)),
				idle = CASE WHEN coalesce(load, 0) + by <= 0 THEN greatest(idle, gone) END, last = greatest(last, came)
			FROM held
			WHERE l.agent = held.agent AND coalesce(load, 0) <= most AND coalesce(load, 0) - interruptible <= firm RETURNING 1
		)`
	writingNew    = `, added AS (` + addDeliveries + ` RETURNING 1)`
	writingMarked = `, marked AS (` + addDeliveries + overDelivery + ` RETURNING 1)`
	// writingDone is what is read of it, in the order in which rows are to be locked: it ends with a number of 0 or less.
	writingDone = ` SELECT CASE
			WHEN NOT EXISTS (SELECT FROM kept) THEN 0 / (SELECT (count(*) = 0)::int FROM changed)
			WHEN (SELECT count(*) FROM recorded) >= `
	thenLoaded = `THEN 1 / (SELECT (count(*) >= ?)::int FROM loaded) END`
)

// piece is the value of a row in pieces: those before it in order of nth are as long as they are.
const piece = `substring(?::bytea FROM (sum(long) OVER (ORDER BY nth) - long + 1)::int FOR long)`

// patchPiece is that of a patch.
const patchPiece = `substring(?::bytea FROM (sum(patch) OVER (ORDER BY nth) - patch + 1)::int FOR patch)`

// peekPatched reads the document of a case, unless it is the one that is known.
const peekPatched = `SELECT version, sum, CASE WHEN NOT known THEN document END, CASE WHEN NOT known THEN patch END
	FROM (SELECT *, version = ? AND sum = ? AS known FROM @cases WHERE ticket = ?) AS c`

// addDeliveries writes deliveries, their messages in pieces.
const addDeliveries = `
			INSERT INTO @deliveries (` + deliveryColumns + `)
			SELECT state, free, next, lease, token, attempts, replays, first, last, settled, reason, id, ticket, address, due,
				convert_from(` + piece + `, 'UTF8')
			FROM kept, unnest((SELECT ?::text[]), ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
				?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::int[]) WITH ORDINALITY
				AS d (state, free, next, lease, token, attempts, replays, first, last, settled, reason, id, ticket, address, due, long, nth) `
