-- A document stands whole, out of the way of the row when it is long, and a patch beside it says what has changed since: most
-- changes write a short row. Sum tells the present document from others; was is that of the one it was made from.
-- A program that knows nothing of patches cannot write these rows.

ALTER TABLE @cases
	ADD COLUMN sum   BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN was   BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN patch BYTEA;   -- NULL when the document is the present one

ALTER TABLE @cases
	ALTER COLUMN sum DROP DEFAULT,
	ALTER COLUMN was DROP DEFAULT,
	ALTER COLUMN document SET STORAGE EXTERNAL,
	ALTER COLUMN patch SET STORAGE MAIN;

ALTER TABLE @cases RESET (toast_tuple_target);
