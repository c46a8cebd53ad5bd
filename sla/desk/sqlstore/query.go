package sqlstore

// query is a statement of the store.
type query int

// The statements.
const (
	lock query = iota
	steady
	readCase
	peekCase
	writeCase
	firstWake
	dueCases
	listCases
	waiting
	forgotten
	unanswered
	setAside
	listAside
	readmit
	addRecord
	trail
	newLoads
	readLoads
	peekLoads
	writeLoad
	listLoads
	writePresent
	listPresent
	readDeliveries
	addDelivery
	markDelivery
	buryDelivery
	firstFree
	freeDeliveries
	listDeliveries
	listInState
	listDead
	countDeliveries
	newBucket
	readBucket
	writeBucket
	writeCases
	writeNew
	writeAll
	queries
)

// What the statements of all dialects have in common.
const (
	caseColumns = `ticket, version, seq, hash, wake, due, open, paused, status, assignee, queue, offered, document`
	peek        = `SELECT version, 0, CASE WHEN version = ? AND 0 = ? THEN NULL ELSE document END, NULL FROM @cases WHERE ticket = ?`
	// firstDue is the first due instant of a case, or one after all others. The index of waiting cases is by it.
	firstDue = `coalesce(due, 9223372036854775806)`
	// overCase and sameCase write over a case unless somebody else did.
	overCase = `ON CONFLICT (ticket) DO UPDATE SET version = excluded.version, seq = excluded.seq, hash = excluded.hash, wake = excluded.wake,
			due = excluded.due, open = excluded.open, paused = excluded.paused, status = excluded.status, assignee = excluded.assignee,
			queue = excluded.queue, offered = excluded.offered, document = `
	sameCase = ` WHERE @cases.version = excluded.version - 1`
	whereDue = `WHERE wake IS NOT NULL AND aside IS NULL AND (wake, ticket) >= (?, ?) AND wake <= ?
			ORDER BY wake, ticket LIMIT ? FOR UPDATE SKIP LOCKED`
	byTicket = `WHERE ticket > ? ORDER BY ticket LIMIT ?`
	whoWaits = `WHERE open = 1 AND assignee = '' AND offered = '' AND aside IS NULL AND ` + firstDue + ` >= ? AND ` + firstDue + ` < ?
			ORDER BY ` + firstDue + `, ticket LIMIT ?`
	carried  = `agent, coalesce(load, 0), interruptible, idle, last`
	overLoad = `ON CONFLICT (agent) DO UPDATE SET load = excluded.load, interruptible = excluded.interruptible,
			idle = excluded.idle, last = excluded.last`
	// delivery are the columns of a delivery, in the order in which they are read.
	delivery        = `id, state, next, lease, token, attempts, replays, first, last, settled, reason, message`
	deliveryColumns = `state, free, next, lease, token, attempts, replays, first, last, settled, reason, id, ticket, address, due, message`
	overDelivery    = `ON CONFLICT (id) DO UPDATE SET state = excluded.state, free = excluded.free, next = excluded.next,
			lease = excluded.lease, token = excluded.token, attempts = excluded.attempts, replays = excluded.replays,
			first = excluded.first, last = excluded.last, settled = excluded.settled, reason = excluded.reason,
			ticket = excluded.ticket, address = excluded.address, due = excluded.due, message = excluded.message`
)

// texts are the statements as every dialect understands them: with ? for arguments, @ for what begins a name, # for the clock,
// and with the locks of rows. The lock of a transaction is the dialect's own, and so is what no other dialect needs.
var texts = [queries]string{
	readCase:  peek + ` FOR UPDATE`,
	peekCase:  peek,
	writeCase: `INSERT INTO @cases (` + caseColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ` + overCase + `excluded.document` + sameCase,
	firstWake: `SELECT #, wake, ticket FROM (SELECT 1) AS one LEFT JOIN (
			SELECT wake, ticket FROM @cases WHERE wake IS NOT NULL AND aside IS NULL AND (wake, ticket) >= (?, ?) ORDER BY wake, ticket LIMIT 1
		) AS first ON 1 = 1`,
	dueCases:  `SELECT version, 0, document, NULL, ticket FROM @cases ` + whereDue,
	listCases: `SELECT version, 0, document, NULL, ticket FROM @cases ` + byTicket,
	waiting:   `SELECT version, 0, document, NULL, ticket FROM @cases ` + whoWaits,
	forgotten: `SELECT ticket FROM @cases WHERE open = 1 AND paused = 0 AND wake IS NULL
		UNION SELECT ticket FROM @cases WHERE open = 1 AND paused = 0 AND wake < ? AND wake IS NOT NULL AND aside IS NULL
		UNION SELECT ticket FROM @cases WHERE open = 1 AND paused = 0 AND wake < ? AND aside IS NOT NULL
		ORDER BY ticket`,
	unanswered: `SELECT count(*) FROM @cases WHERE offered <> ''`,
	setAside:   `UPDATE @cases SET aside = ? WHERE ticket = ?`,
	listAside:  `SELECT ticket, aside FROM @cases WHERE aside IS NOT NULL`,
	readmit:    `UPDATE @cases SET aside = NULL WHERE ticket = ? AND aside IS NOT NULL`,

	addRecord: `INSERT INTO @records (entity, seq, sealed) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
	trail:     `SELECT sealed FROM @records WHERE entity = ? AND seq > ? ORDER BY seq LIMIT ?`,

	readLoads: `SELECT ` + carried + ` FROM @loads WHERE agent = ?`,
	writeLoad: `INSERT INTO @loads (agent, load, interruptible, idle, last) VALUES (?, ?, ?, ?, ?) ` + overLoad,
	listLoads: `SELECT ` + carried + ` FROM @loads WHERE load IS NOT NULL`,

	writePresent: `INSERT INTO @presence (agent, away, offline, idle, last) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (agent) DO UPDATE SET away = excluded.away, offline = excluded.offline, idle = excluded.idle, last = excluded.last`,
	listPresent: `SELECT agent, away, offline, idle, last FROM @presence`,

	readDeliveries: `SELECT ` + delivery + ` FROM @deliveries WHERE id = ?`,
	addDelivery: `INSERT INTO @deliveries (` + deliveryColumns + `)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ` + overDelivery,
	markDelivery: `UPDATE @deliveries SET state = ?, free = ?, next = ?, lease = ?, token = ?, attempts = ?, replays = ?,
			first = ?, last = ?, settled = ?, reason = ? WHERE id = ?`,
	buryDelivery: `UPDATE @deliveries SET state = 'dead', free = NULL, lease = NULL, settled = ?, reason = ? WHERE id = ?`,
	firstFree: `SELECT #, free, id FROM (SELECT 1) AS one LEFT JOIN (
			SELECT free, id FROM @deliveries WHERE free IS NOT NULL AND (free, id) >= (?, ?) ORDER BY free, id LIMIT 1
		) AS first ON 1 = 1`,
	freeDeliveries: `SELECT ` + delivery + ` FROM @deliveries WHERE free IS NOT NULL AND (free, id) >= (?, ?) AND free <= ?
		ORDER BY free, id LIMIT ? FOR UPDATE SKIP LOCKED`,
	listDeliveries: `SELECT ` + delivery + ` FROM @deliveries WHERE id > ? ORDER BY id LIMIT ?`,
	listInState:    `SELECT ` + delivery + ` FROM @deliveries WHERE state = ? AND id > ? ORDER BY id LIMIT ?`,
	listDead:       `SELECT ` + delivery + ` FROM @deliveries WHERE state = 'dead' AND id > ? ORDER BY id LIMIT ?`,
	countDeliveries: `SELECT count(*), min(CASE WHEN due <= ? THEN due END),
			(SELECT count(*) FROM @deliveries WHERE state = 'dead')
		FROM @deliveries WHERE free IS NOT NULL`,

	readBucket: `SELECT document FROM @buckets WHERE address = ? FOR UPDATE`,
	writeBucket: `INSERT INTO @buckets (address, document) VALUES (?, ?)
		ON CONFLICT (address) DO UPDATE SET document = excluded.document`,
}
