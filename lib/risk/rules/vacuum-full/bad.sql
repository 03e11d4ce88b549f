--! case one table
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
VACUUM FULL orders;

--! case as an option
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
VACUUM (FULL, ANALYZE) orders;

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
VACUUM FULL "Order";
