-- What of the load may be set aside, since when nothing is in hand and when a ticket was last given are counted with it.
ALTER TABLE @loads ADD COLUMN interruptible INTEGER NOT NULL DEFAULT 0;

ALTER TABLE @loads ADD COLUMN idle INTEGER;

ALTER TABLE @loads ADD COLUMN last INTEGER;

ALTER TABLE @presence DROP COLUMN interruptible;
