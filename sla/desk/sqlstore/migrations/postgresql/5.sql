-- What of the load may be set aside, since when nothing is in hand and when a ticket was last given are counted with it.
ALTER TABLE @loads
	ADD COLUMN interruptible BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN idle          BIGINT,
	ADD COLUMN last          BIGINT;

ALTER TABLE @presence DROP COLUMN interruptible;
