-- Instants are nanoseconds since 1970-01-01T00:00:00Z, NULL for none.

CREATE TABLE @cases (
	ticket   TEXT PRIMARY KEY,
	version  INTEGER NOT NULL, -- counts the writes of this row
	seq      INTEGER NOT NULL, -- of the last record
	hash     BLOB NOT NULL,    -- of the last record
	wake     INTEGER,          -- when it wants to be looked at
	due      INTEGER,          -- the first due instant of its running clocks
	open     INTEGER NOT NULL,
	paused   INTEGER NOT NULL,
	status   TEXT NOT NULL,
	assignee TEXT NOT NULL,
	queue    TEXT NOT NULL,
	offered  TEXT NOT NULL,    -- the agent who has not answered yet
	aside    TEXT,             -- why it was set aside
	document TEXT NOT NULL
);

CREATE INDEX @cases_wake ON @cases (wake, ticket) WHERE wake IS NOT NULL AND aside IS NULL;

CREATE INDEX @cases_offered ON @cases (offered) WHERE offered <> '';

-- These two are empty as long as nothing is wrong.
CREATE INDEX @cases_asleep ON @cases (ticket) WHERE open = 1 AND paused = 0 AND wake IS NULL;

CREATE INDEX @cases_aside ON @cases (ticket) WHERE aside IS NOT NULL;

CREATE TABLE @records (
	entity TEXT NOT NULL,
	seq    INTEGER NOT NULL,
	sealed BLOB NOT NULL,
	PRIMARY KEY (entity, seq)
);

CREATE TABLE @deliveries (
	id       TEXT PRIMARY KEY, -- the key of the notice
	ticket   TEXT NOT NULL,
	address  TEXT NOT NULL,
	state    TEXT NOT NULL,
	free     INTEGER,          -- pending: from when on it may be claimed
	due      INTEGER,
	next     INTEGER,
	lease    INTEGER,
	token    INTEGER NOT NULL,
	attempts INTEGER NOT NULL,
	replays  INTEGER NOT NULL,
	first    INTEGER,
	last     INTEGER,
	settled  INTEGER,
	reason   TEXT NOT NULL,
	message  TEXT NOT NULL
);

CREATE INDEX @deliveries_free ON @deliveries (free, id, due) WHERE free IS NOT NULL;

CREATE INDEX @deliveries_dead ON @deliveries (id) WHERE state = 'dead';

CREATE TABLE @loads (
	agent TEXT PRIMARY KEY,
	load  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE @buckets (
	address  TEXT PRIMARY KEY,
	document TEXT NOT NULL
);
