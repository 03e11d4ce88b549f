--! case without a mode
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
LOCK TABLE orders;

--! case against writes
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
LOCK TABLE orders, users IN SHARE ROW EXCLUSIVE MODE;

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
BEGIN;
LOCK "Order" IN ACCESS EXCLUSIVE MODE NOWAIT;
COMMIT;
