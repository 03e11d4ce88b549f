--! case a new table
--! migration
CREATE TABLE visits (id bigint PRIMARY KEY);
ALTER TABLE visits ADD COLUMN pieces integer CHECK (pieces > 0);

--! case the check by itself, not validated
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN discount integer, ADD CONSTRAINT orders_discount_check CHECK (discount >= 0) NOT VALID;
