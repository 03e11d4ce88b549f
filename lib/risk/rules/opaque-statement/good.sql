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
