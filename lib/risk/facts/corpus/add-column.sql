--! case nullable
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN memo text;

--! case constant default
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN memo text DEFAULT 'x';

--! case constant default and NOT NULL
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN memo text NOT NULL DEFAULT 'x';

--! case default now()
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();

--! case default CURRENT_TIMESTAMP
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

--! case default clock_timestamp()
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN created_at timestamptz DEFAULT clock_timestamp();

--! case default gen_random_uuid()
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();

--! case default random() with a cast
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE INDEX orders_note_idx ON orders (note);
--! migration
ALTER TABLE orders ADD COLUMN bucket int DEFAULT (random() * 10)::int;

--! case an array as default
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN tags text[] NOT NULL DEFAULT ARRAY[]::text[], ADD COLUMN sizes int[] DEFAULT '{1,2}';

--! case a json as default
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN extra jsonb NOT NULL DEFAULT '{}'::jsonb, ADD COLUMN more json DEFAULT json_build_object('a', 1);

--! case default of a plpgsql function, volatile without saying so
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
--! migration
ALTER TABLE orders ADD COLUMN n int DEFAULT one();

--! case default of a user's immutable function
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 1; END';
--! migration
ALTER TABLE orders ADD COLUMN n int DEFAULT one();

--! case default of a user's stable function
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 1; END';
--! migration
ALTER TABLE orders ADD COLUMN n int DEFAULT one();

--! case serial
--! before
CREATE TABLE orders (note text);
--! migration
ALTER TABLE orders ADD COLUMN id serial;

--! case bigserial primary key
--! before
CREATE TABLE orders (note text);
--! migration
ALTER TABLE orders ADD COLUMN id bigserial PRIMARY KEY;

--! case identity
--! before
CREATE TABLE orders (note text);
--! migration
ALTER TABLE orders ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY;

--! case nextval of an own sequence
--! before
CREATE TABLE orders (note text);
CREATE SEQUENCE order_numbers;
--! migration
ALTER TABLE orders ADD COLUMN n bigint DEFAULT nextval('order_numbers');

--! case generated and stored
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN double_id int GENERATED ALWAYS AS (id * 2) STORED;

--! case generated and virtual
--! since 18
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN double_id int GENERATED ALWAYS AS (id * 2) VIRTUAL;

--! case generated and virtual, NOT NULL
--! since 18
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN double_id int GENERATED ALWAYS AS (id * 2) VIRTUAL NOT NULL;

--! case generated and virtual with a CHECK
--! since 18
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN double_id int GENERATED ALWAYS AS (id * 2) VIRTUAL CHECK (double_id > 0);

--! case plain domain
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE DOMAIN words AS text;
--! migration
ALTER TABLE orders ADD COLUMN memo words;

--! case domain with a CHECK
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
--! migration
ALTER TABLE orders ADD COLUMN n positive;

--! case domain with a CHECK and a constant default
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
--! migration
ALTER TABLE orders ADD COLUMN n positive DEFAULT 1;

--! case domain with a constant default of its own
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE DOMAIN stamped AS int DEFAULT 7;
--! migration
ALTER TABLE orders ADD COLUMN n stamped;

--! case domain with a volatile default of its own
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE DOMAIN token AS uuid DEFAULT gen_random_uuid();
--! migration
ALTER TABLE orders ADD COLUMN n token;

--! case domain over a domain with a CHECK
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN amount AS positive;
--! migration
ALTER TABLE orders ADD COLUMN n amount;

--! case array of a domain with a CHECK
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
--! migration
ALTER TABLE orders ADD COLUMN n positive[];

--! case inline check
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN n int CHECK (n > 0);

--! case inline check with a constant default
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN n int DEFAULT 1 CHECK (n > 0);

--! case inline unique
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN code text UNIQUE;

--! case NOT NULL without a default
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN code text NOT NULL;

--! case DEFAULT NULL
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN code text DEFAULT NULL;

--! case enum with a default
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE TYPE status AS ENUM ('open', 'done');
--! migration
ALTER TABLE orders ADD COLUMN status status NOT NULL DEFAULT 'open';

--! case references
--! before
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN user_id int REFERENCES users (id);

--! case references, with a default
--! before
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN user_id int DEFAULT 1 REFERENCES users (id);

--! case references, with a default of NULL
--! before
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN user_id int DEFAULT NULL REFERENCES users;

--! case references itself
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN parent_id int REFERENCES orders (id);

--! case if not exists, and it is there
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text DEFAULT gen_random_uuid()::text;

--! case if exists on a table that is not there
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE IF EXISTS invoices ADD COLUMN note text;

--! case to a partitioned table
--! before
CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events ADD COLUMN note text;
ALTER TABLE events ADD COLUMN token uuid DEFAULT gen_random_uuid();
ALTER TABLE events ADD COLUMN n int CHECK (n > 0);

--! case to a table with children
--! before
CREATE TABLE animals (id int);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals ADD COLUMN name text;
ALTER TABLE animals ADD COLUMN token uuid DEFAULT gen_random_uuid();

--! case several columns, one of them volatile
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN a int, ADD COLUMN b double precision DEFAULT random(), ADD COLUMN c text DEFAULT 'c';

--! case in a schema of its own
--! before
CREATE SCHEMA shop;
CREATE TABLE shop.orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE shop.orders ADD COLUMN memo text;

--! case with a collation and a storage
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
--! migration
ALTER TABLE orders ADD COLUMN memo text COLLATE "C";

--! case a table whose view reads it
--! before
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE VIEW notes AS SELECT note FROM orders;
--! migration
ALTER TABLE orders ADD COLUMN memo text;
