--! case a wider integer
--! also cached-plan
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ALTER COLUMN total TYPE bigint;

--! case the time zone
--! also cached-plan
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamp(3) NOT NULL);
--! migration
ALTER TABLE orders ALTER COLUMN created_at SET DATA TYPE timestamptz(3);

--! case json to jsonb
--! also cached-plan
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, meta json);
--! migration
ALTER TABLE orders ALTER meta TYPE jsonb USING meta::jsonb;

--! case alike, but a check must be proved
--! also cached-plan
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(10) CHECK (code <> ''));
--! migration
ALTER TABLE orders ALTER COLUMN code TYPE varchar(20);

--! case alike, but an index is partial
--! also cached-plan
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(10));
CREATE INDEX orders_with_code ON orders (id) WHERE code IS NOT NULL;
--! migration
ALTER TABLE orders ALTER COLUMN code TYPE text;

--! case without COLLATE the collation goes back to the default
--! also cached-plan
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(10) COLLATE "C");
CREATE INDEX orders_code_idx ON orders (code);
--! migration
ALTER TABLE orders ALTER COLUMN code TYPE varchar(20);

--! case another collation
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, code text);
CREATE INDEX orders_code_idx ON orders (code);
--! migration
ALTER TABLE orders ALTER COLUMN code TYPE text COLLATE "C";

--! case an expression computes each value
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, code text);
--! migration
ALTER TABLE orders ALTER COLUMN code TYPE text USING upper(code);

--! case a view uses the column
--! also cached-plan
--! not-executed: PostgreSQL refuses it
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(10));
CREATE VIEW order_codes AS SELECT code FROM orders;
--! migration
ALTER TABLE orders ALTER COLUMN code TYPE text;

--! case a table of which nothing is known
--! also cached-plan
--! not-executed: the table is not there
--! migration
ALTER TABLE "Order" ALTER COLUMN "code" TYPE text;

--! case PostgreSQL wants USING
--! also cached-plan risky-cast
--! not-executed: PostgreSQL refuses it
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, code text);
--! migration
ALTER TABLE orders ALTER COLUMN code TYPE integer;
