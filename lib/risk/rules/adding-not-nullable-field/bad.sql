--! case a column of a table in use
--! also not-null-with-nulls
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;

--! case a column that the script adds to a table in use, and fills
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN state text;
UPDATE orders SET state = 'open' WHERE id < 1000;
ALTER TABLE orders ALTER COLUMN state SET NOT NULL;

--! case a check that is not validated proves nothing
--! postgres 15
--! also not-null-with-nulls
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
ALTER TABLE orders ADD CONSTRAINT note_is_there CHECK (note IS NOT NULL) NOT VALID;
--! migration
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;

--! case a check of something else
--! also not-null-with-nulls
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
ALTER TABLE orders ADD CONSTRAINT note_or_total CHECK (note IS NOT NULL OR total > 0);
--! migration
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;

--! case the constraint by itself, from PostgreSQL 18 on
--! since 18
--! also not-null-with-nulls
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD CONSTRAINT note_is_there NOT NULL note;

--! case a table of which nothing is known
--! not-executed: the table is not there
--! also not-null-with-nulls
--! migration
ALTER TABLE IF EXISTS ONLY "public"."Order" ALTER COLUMN "note" SET NOT NULL;
