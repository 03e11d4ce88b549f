--! case a table
--! not-executed: the tablespace is not there
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders SET TABLESPACE fast;

--! case an index
--! not-executed: the tablespace is not there
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER INDEX orders_pkey SET TABLESPACE fast;

--! case everything
--! not-executed: the tablespace is not there
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE fast;
