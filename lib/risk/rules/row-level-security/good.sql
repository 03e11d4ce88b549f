--! case a table of the same script
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_rows ON orders USING (true);

--! case on already
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
--! migration
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
