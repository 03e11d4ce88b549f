--! case switched on without a policy
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;

--! case for the owner too
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
--! migration
ALTER TABLE orders FORCE ROW LEVEL SECURITY;

--! case switched off
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
--! migration
ALTER TABLE orders DISABLE ROW LEVEL SECURITY;

--! case with its policy
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_rows ON orders USING (true);

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
ALTER TABLE "Order" ENABLE ROW LEVEL SECURITY;
