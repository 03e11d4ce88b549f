--! case a column that may be NULL already
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;

--! case a new table
--! migration
CREATE TABLE visits (id bigint PRIMARY KEY, place text NOT NULL);
ALTER TABLE visits ALTER COLUMN place DROP NOT NULL;

--! case a new column
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'open';
ALTER TABLE orders ALTER COLUMN state DROP NOT NULL;
