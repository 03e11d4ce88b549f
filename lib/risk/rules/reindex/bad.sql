--! case a table
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
REINDEX TABLE orders;

--! case an index
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE INDEX orders_user_id_idx ON orders (user_id);
--! migration
REINDEX INDEX orders_user_id_idx;

--! case an index of which nothing is known
--! not-executed: the index is not there
--! migration
REINDEX INDEX email_idx;

--! case a whole schema
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
REINDEX SCHEMA public;

--! case verbosely
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
REINDEX (VERBOSE) TABLE orders;
