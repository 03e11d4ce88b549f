--! case a check
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN discount integer CHECK (discount >= 0);

--! case a named check with a default
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN discount integer NOT NULL DEFAULT 0 CONSTRAINT "sane discount" CHECK (discount BETWEEN 0 AND 100);

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
BEGIN;
ALTER TABLE IF EXISTS ONLY shop."Order" ADD COLUMN discount integer CHECK (discount >= 0);
COMMIT;
