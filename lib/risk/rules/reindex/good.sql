--! case concurrently
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
REINDEX TABLE CONCURRENTLY orders;

--! case concurrently, as an option
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE INDEX orders_user_id_idx ON orders (user_id);
--! migration
REINDEX (CONCURRENTLY) INDEX orders_user_id_idx;

--! case a table of the same script
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX orders_user_id_idx ON orders (user_id);
REINDEX TABLE orders;
REINDEX INDEX orders_user_id_idx;
