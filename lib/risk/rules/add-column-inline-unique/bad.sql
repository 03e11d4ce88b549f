--! case a unique column
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN number text UNIQUE;

--! case with a name, and deferrable
--! since 15
--! also unique-on-duplicates
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN number text CONSTRAINT one_number UNIQUE NULLS NOT DISTINCT DEFERRABLE INITIALLY DEFERRED;
