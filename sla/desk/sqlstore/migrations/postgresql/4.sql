-- How agents stand, beyond what they carry.
CREATE TABLE @presence (
	agent         TEXT COLLATE "C" PRIMARY KEY,
	away          SMALLINT NOT NULL,
	offline       SMALLINT NOT NULL,
	interruptible BIGINT NOT NULL, -- units of the load that may be set aside
	idle          BIGINT,          -- since when nothing is in hand
	last          BIGINT           -- when a ticket was last given
) WITH (fillfactor = 50);
