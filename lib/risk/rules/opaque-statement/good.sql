--! case a block that only creates
--! migration
DO $$ BEGIN
  CREATE TYPE status AS ENUM ('open', 'closed');
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;

--! case a block about a table of the same script
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY);
DO $$ BEGIN
  ALTER TABLE orders ADD COLUMN region text;
END $$;

--! case a function of PostgreSQL
--! before
CREATE SEQUENCE numbers;
--! migration
SELECT setval('numbers', 100);
SELECT pg_sleep(0);
SELECT set_config('search_path', 'public', false);

--! case a block that does what would be well outside of one
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
DO $$ BEGIN
  ALTER TABLE orders ADD COLUMN region text;
EXCEPTION WHEN duplicate_column THEN NULL;
END $$;

--! case a block whose statement is told by its own rule
--! also require-concurrent-index-creation
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
DO $$ BEGIN
  CREATE INDEX IF NOT EXISTS orders_user_id_idx ON orders (user_id);
END $$;
