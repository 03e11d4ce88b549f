--! case on a table of the same script
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE POLICY all_rows ON orders USING (true);

--! case known not to be there
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
DROP POLICY IF EXISTS all_rows ON orders;

--! case the transaction has the table for itself already
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders ADD COLUMN region text;
CREATE POLICY all_rows ON orders USING (true);
