--! case a column of a new table
--! migration
CREATE TABLE orders (id int PRIMARY KEY, note text);
ALTER TABLE orders RENAME COLUMN note TO remark;

--! case a column that the script added
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN draft text;
ALTER TABLE orders RENAME COLUMN draft TO remark;

--! case a constraint and an index
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX orders_user ON orders (user_id);
--! migration
ALTER TABLE orders RENAME CONSTRAINT orders_pkey TO orders_key;
ALTER INDEX orders_user RENAME TO orders_user_id_idx;
