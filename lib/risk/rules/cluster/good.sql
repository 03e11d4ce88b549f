--! case a table of the same script
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY);
CLUSTER orders USING orders_pkey;

--! case only said for later
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders CLUSTER ON orders_pkey;
