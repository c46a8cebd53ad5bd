package sqlstore

// postgresql are the statements that PostgreSQL writes in its own way. What is written goes by one statement for all rows of a
// change or a sweep. No statement leaves the planner a choice that a table grown since could make a bad one: rows are met by
// their unique keys alone.
var postgresql = map[query]string{
	writeCase: "", addRecord: "", writeLoad: "", addDelivery: "", markDelivery: "",

	writeAll: `WITH changed AS (
			INSERT INTO @cases (` + caseColumns + `)
			SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bytea[], ?::bigint[], ?::bigint[], ?::smallint[], ?::smallint[],
				?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
			` + overCase + ` RETURNING 1
		), kept AS (
			SELECT 1 FROM (SELECT count(*) AS n FROM changed) AS changes WHERE n = ?
		), recorded AS (
			INSERT INTO @records (entity, seq, sealed) SELECT r.* FROM kept, unnest(?::text[], ?::bigint[], ?::bytea[]) AS r
		), loaded AS (
			INSERT INTO @loads (agent, load) SELECT l.* FROM kept, unnest(?::text[], ?::bigint[]) AS l ` + overLoad + `
		), added AS (
			INSERT INTO @deliveries (` + deliveryColumns + `) SELECT d.* FROM kept, ` + deliveryArrays + ` AS d
		), marked AS (
			INSERT INTO @deliveries (` + deliveryColumns + `) SELECT d.* FROM kept, ` + deliveryArrays + ` AS d ` + overDelivery + `
		)
		SELECT count(*) FROM kept`,

	newLoads: `INSERT INTO @loads (agent) SELECT * FROM unnest(?::text[]) ON CONFLICT DO NOTHING`,
	readLoads: `SELECT l.* FROM unnest(?::text[]) AS k (agent),
			LATERAL (SELECT agent, coalesce(load, 0) FROM @loads WHERE agent = k.agent FOR UPDATE) AS l`,
	readDeliveries: `SELECT d.* FROM unnest(?::text[]) AS k (id),
			LATERAL (SELECT ` + delivery + ` FROM @deliveries WHERE id = k.id FOR UPDATE) AS d`,

	newBucket: `INSERT INTO @buckets (address, document) VALUES (?, '{}') ON CONFLICT DO NOTHING`,
}

// deliveryArrays are the arrays of deliveryColumns.
const deliveryArrays = `unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
				?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[])`
