--! case a check
--! also check-violations
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0);

--! case a check without a name
--! also check-violations
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD CHECK (total >= 0 AND note <> '');

--! case on a column that the script adds
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN discount integer;
ALTER TABLE orders ADD CONSTRAINT sane CHECK (discount >= 0);

--! case a table of which nothing is known
--! not-executed: the table is not there
--! also check-violations
--! migration
ALTER TABLE shop."Order" ADD CONSTRAINT sane CHECK ("total" >= 0);
