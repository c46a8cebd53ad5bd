-- How agents stand, beyond what they carry.
CREATE TABLE @presence (
	agent         TEXT PRIMARY KEY,
	away          INTEGER NOT NULL,
	offline       INTEGER NOT NULL,
	interruptible INTEGER NOT NULL, -- units of the load that may be set aside
	idle          INTEGER,          -- since when nothing is in hand
	last          INTEGER           -- when a ticket was last given
) WITHOUT ROWID;
