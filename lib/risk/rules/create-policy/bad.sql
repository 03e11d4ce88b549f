--! case on a table in use
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE POLICY all_rows ON orders USING (true);

--! case changed
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE POLICY all_rows ON orders USING (true);
--! migration
ALTER POLICY all_rows ON orders USING (total > 0);

--! case dropped and created
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE POLICY all_rows ON orders USING (true);
--! migration
DROP POLICY all_rows ON orders;
CREATE POLICY all_rows ON orders USING (total > 0);

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
CREATE POLICY all_rows ON "Order" USING (true);
