--! case a new table
--! migration
CREATE TABLE visits (id bigint PRIMARY KEY);
ALTER TABLE visits ADD COLUMN number text UNIQUE;

--! case from an index that was built before
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
ALTER TABLE orders ADD COLUMN number text;
CREATE UNIQUE INDEX orders_number_key ON orders (number);
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE USING INDEX orders_number_key;
