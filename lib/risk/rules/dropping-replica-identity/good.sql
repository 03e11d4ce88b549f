--! case another primary key
--! also adding-primary-key
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN no bigint NOT NULL DEFAULT 1;
ALTER TABLE orders DROP CONSTRAINT orders_pkey, ADD PRIMARY KEY (no, id);

--! case all columns
--! also dropping-constraint
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders REPLICA IDENTITY FULL;
ALTER TABLE orders DROP CONSTRAINT orders_pkey;

--! case another index
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE UNIQUE INDEX orders_note ON orders (note);
--! migration
DROP INDEX CONCURRENTLY orders_note;
