--! case not validated
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;

--! case validated in the next one
--! also check-violations
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
--! migration
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;

--! case a new table
--! migration
CREATE TABLE visits (id bigint PRIMARY KEY, pieces integer);
ALTER TABLE visits ADD CONSTRAINT visits_pieces_check CHECK (pieces > 0);
