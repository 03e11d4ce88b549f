--! case a new identifier for every row
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();

--! case a random number
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN sample double precision DEFAULT random();

--! case the clock, not the transaction's time
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN seen_at timestamptz DEFAULT clock_timestamp();

--! case volatile somewhere inside
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN expires_at timestamptz DEFAULT (now() + random() * interval '1 day');

--! case one of several commands
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders
  ADD COLUMN a integer DEFAULT 1,
  ADD COLUMN b uuid DEFAULT gen_random_uuid(),
  ADD COLUMN c text;

--! case the next value of a sequence
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
CREATE SEQUENCE order_numbers;
--! migration
ALTER TABLE orders ADD COLUMN number bigint DEFAULT nextval('order_numbers');

--! case a function of one's own that nobody marked
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
CREATE FUNCTION new_code() RETURNS text LANGUAGE sql AS $$ SELECT 'x' || random()::text $$;
--! migration
ALTER TABLE orders ADD COLUMN code text DEFAULT new_code();

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
ALTER TABLE IF EXISTS ONLY "public"."Order" ADD COLUMN "token" uuid DEFAULT gen_random_uuid();
