--! case behind a validated check
--! postgres 15
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
ALTER TABLE orders ADD CONSTRAINT note_is_there CHECK (note IS NOT NULL) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT note_is_there;
--! migration
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
ALTER TABLE orders DROP CONSTRAINT note_is_there;

--! case from PostgreSQL 18 on, not validated
--! since 18
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_note_not_null NOT NULL note NOT VALID;

--! case and validated in the next one
--! since 18
--! also not-null-with-nulls
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
ALTER TABLE orders ADD CONSTRAINT orders_note_not_null NOT NULL note NOT VALID;
--! migration
ALTER TABLE orders VALIDATE CONSTRAINT orders_note_not_null;

--! case a column that is NOT NULL already
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ALTER COLUMN total SET NOT NULL;

--! case a new table
--! migration
CREATE TABLE visits (id bigint PRIMARY KEY, place text);
ALTER TABLE visits ALTER COLUMN place SET NOT NULL;

--! case a new column with a default
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'open';
