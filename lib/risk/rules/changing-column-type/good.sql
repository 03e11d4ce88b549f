--! case a longer varchar, and varchar to text
--! also cached-plan
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(10), place varchar(40));
CREATE INDEX orders_code_idx ON orders (code);
--! migration
ALTER TABLE orders ALTER COLUMN code TYPE varchar(20), ALTER COLUMN place TYPE text;

--! case more digits before the point
--! also cached-plan
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, price numeric(10, 2), weight numeric(6, 1));
--! migration
ALTER TABLE orders ALTER COLUMN price TYPE numeric(12, 2), ALTER COLUMN weight TYPE numeric;

--! case a finer clock
--! also cached-plan
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamp(3));
--! migration
ALTER TABLE orders ALTER COLUMN created_at TYPE timestamp(6);

--! case to the type that it has
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ALTER COLUMN total SET DATA TYPE integer;

--! case a new table
--! migration
CREATE TABLE visits (id bigint PRIMARY KEY, place varchar(10));
ALTER TABLE visits ALTER COLUMN place TYPE integer USING place::integer;
