--! case on a table in use
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE RULE no_deletion AS ON DELETE TO orders DO INSTEAD NOTHING;

--! case dropped
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE RULE no_deletion AS ON DELETE TO orders DO INSTEAD NOTHING;
--! migration
DROP RULE no_deletion ON orders;

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
CREATE RULE no_deletion AS ON DELETE TO "Order" DO INSTEAD NOTHING;
