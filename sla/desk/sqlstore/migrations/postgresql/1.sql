-- Instants are nanoseconds since 1970-01-01T00:00:00Z, NULL for none. Keys are ordered by their bytes.
-- A row is written whole with each change: rows stay in their pages as far as they fit, and documents in their rows.

CREATE TABLE @cases (
	ticket   TEXT COLLATE "C" PRIMARY KEY,
	version  BIGINT NOT NULL,   -- counts the writes of this row
	seq      BIGINT NOT NULL,   -- of the last record
	hash     BYTEA NOT NULL,    -- of the last record
	wake     BIGINT,            -- when it wants to be looked at
	due      BIGINT,            -- the first due instant of its running clocks
	open     SMALLINT NOT NULL,
	paused   SMALLINT NOT NULL,
	status   TEXT NOT NULL,
	assignee TEXT NOT NULL,
	queue    TEXT NOT NULL,
	offered  TEXT COLLATE "C" NOT NULL, -- the agent who has not answered yet
	aside    TEXT,              -- why it was set aside
	document TEXT NOT NULL
) WITH (fillfactor = 80, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX @cases_wake ON @cases (wake, ticket) WHERE wake IS NOT NULL AND aside IS NULL;

CREATE INDEX @cases_offered ON @cases (offered) WHERE offered <> '';

-- These two are empty as long as nothing is wrong.
CREATE INDEX @cases_asleep ON @cases (ticket) WHERE open = 1 AND paused = 0 AND wake IS NULL;

CREATE INDEX @cases_aside ON @cases (ticket) WHERE aside IS NOT NULL;

CREATE TABLE @records (
	entity TEXT COLLATE "C" NOT NULL,
	seq    BIGINT NOT NULL,
	sealed BYTEA NOT NULL,
	PRIMARY KEY (entity, seq)
);

CREATE TABLE @deliveries (
	id       TEXT COLLATE "C" PRIMARY KEY, -- the key of the notice
	ticket   TEXT NOT NULL,
	address  TEXT NOT NULL,
	state    TEXT NOT NULL,
	free     BIGINT,            -- pending: from when on it may be claimed
	due      BIGINT,
	next     BIGINT,
	lease    BIGINT,
	token    BIGINT NOT NULL,
	attempts BIGINT NOT NULL,
	replays  BIGINT NOT NULL,
	first    BIGINT,
	last     BIGINT,
	settled  BIGINT,
	reason   TEXT NOT NULL,
	message  TEXT NOT NULL
) WITH (fillfactor = 80, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX @deliveries_free ON @deliveries (free, id, due) WHERE free IS NOT NULL;

CREATE INDEX @deliveries_dead ON @deliveries (id) WHERE state = 'dead';

CREATE TABLE @loads (
	agent TEXT COLLATE "C" PRIMARY KEY,
	load  BIGINT                -- NULL until the agent has had a ticket
) WITH (fillfactor = 50);

CREATE TABLE @buckets (
	address  TEXT COLLATE "C" PRIMARY KEY,
	document TEXT NOT NULL
) WITH (fillfactor = 50);
