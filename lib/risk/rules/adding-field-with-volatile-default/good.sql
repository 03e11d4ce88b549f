--! case a constant
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'open';

--! case the time of the transaction
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE orders ADD COLUMN updated_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

--! case an expression of constants
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN meta jsonb NOT NULL DEFAULT jsonb_build_object('a', 1), ADD COLUMN tags text[] DEFAULT ARRAY[]::text[];
ALTER TABLE orders ADD COLUMN due date DEFAULT CURRENT_DATE + 7;

--! case the same for all: a function that says it is stable
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
CREATE FUNCTION tenant() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.tenant', true) $$;
--! migration
ALTER TABLE orders ADD COLUMN tenant text DEFAULT tenant();

--! case a new table
--! migration
CREATE TABLE visits (id bigint PRIMARY KEY);
ALTER TABLE visits ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();

--! case the default alone, for rows to come
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, token uuid);
--! migration
ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();

--! case a column that is there already
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, token uuid);
--! migration
ALTER TABLE orders ADD COLUMN IF NOT EXISTS token uuid DEFAULT gen_random_uuid();
