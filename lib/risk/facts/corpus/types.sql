--! case add a value
--! before
CREATE TYPE status AS ENUM ('open', 'done');
CREATE TABLE orders (id int PRIMARY KEY, status status DEFAULT 'open');
--! migration
ALTER TYPE status ADD VALUE 'lost';
ALTER TYPE status ADD VALUE IF NOT EXISTS 'lost' BEFORE 'done';

--! case rename a value
--! before
CREATE TYPE status AS ENUM ('open', 'done');
CREATE TABLE orders (id int PRIMARY KEY, status status DEFAULT 'open');
--! migration
ALTER TYPE status RENAME VALUE 'open' TO 'opened';

--! case enum made anew
--! before
CREATE TYPE status AS ENUM ('open', 'done');
CREATE TABLE orders (id int PRIMARY KEY, status status DEFAULT 'open');
--! migration
CREATE TYPE status_new AS ENUM ('open', 'lost');
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;
ALTER TABLE orders ALTER COLUMN status TYPE status_new USING (CASE WHEN status = 'done' THEN 'lost' ELSE status::text END::status_new);
ALTER TYPE status RENAME TO status_old;
ALTER TYPE status_new RENAME TO status;
DROP TYPE status_old;
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'open';

--! case owner and comment
--! before
CREATE TYPE status AS ENUM ('open', 'done');
CREATE TABLE orders (id int PRIMARY KEY, status status DEFAULT 'open');
--! migration
ALTER TYPE status OWNER TO pg_monitor;
COMMENT ON TYPE status IS 'x';

--! case domain: add a check
--! before
CREATE DOMAIN positive AS int;
CREATE TABLE orders (id int PRIMARY KEY, n positive, m positive);
CREATE TABLE others (id int PRIMARY KEY);
CREATE TABLE thirds (id positive);
--! migration
ALTER DOMAIN positive ADD CONSTRAINT c CHECK (VALUE > 0);

--! case domain: add a check, later
--! before
CREATE DOMAIN positive AS int;
CREATE TABLE orders (id int PRIMARY KEY, n positive, m positive);
CREATE TABLE others (id int PRIMARY KEY);
CREATE TABLE thirds (id positive);
--! migration
ALTER DOMAIN positive ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;
ALTER DOMAIN positive VALIDATE CONSTRAINT c;

--! case domain: drop a check
--! before
CREATE DOMAIN positive AS int;
CREATE TABLE orders (id int PRIMARY KEY, n positive, m positive);
CREATE TABLE others (id int PRIMARY KEY);
CREATE TABLE thirds (id positive);
ALTER DOMAIN positive ADD CONSTRAINT c CHECK (VALUE > 0);
--! migration
ALTER DOMAIN positive DROP CONSTRAINT c;

--! case domain: not null
--! before
CREATE DOMAIN positive AS int;
CREATE TABLE orders (id int PRIMARY KEY, n positive, m positive);
CREATE TABLE others (id int PRIMARY KEY);
CREATE TABLE thirds (id positive);
--! migration
ALTER DOMAIN positive SET NOT NULL;
ALTER DOMAIN positive DROP NOT NULL;

--! case domain: default
--! before
CREATE DOMAIN positive AS int;
CREATE TABLE orders (id int PRIMARY KEY, n positive, m positive);
CREATE TABLE others (id int PRIMARY KEY);
CREATE TABLE thirds (id positive);
--! migration
ALTER DOMAIN positive SET DEFAULT 5;
ALTER DOMAIN positive DROP DEFAULT;

--! case domain: rename
--! before
CREATE DOMAIN positive AS int;
CREATE TABLE orders (id int PRIMARY KEY, n positive, m positive);
CREATE TABLE others (id int PRIMARY KEY);
CREATE TABLE thirds (id positive);
--! migration
ALTER DOMAIN positive RENAME TO plus;

--! case domain over a domain
--! before
CREATE DOMAIN positive AS int;
CREATE DOMAIN amount AS positive;
CREATE TABLE orders (id int, n amount);
--! migration
ALTER DOMAIN positive ADD CHECK (VALUE > 0);

--! case domain in an array
--! before
CREATE DOMAIN positive AS int;
CREATE TABLE others (id int, m positive);
--! migration
ALTER DOMAIN positive ADD CHECK (VALUE > 0);

--! case domain of a partitioned table
--! before
CREATE DOMAIN positive AS int;
CREATE TABLE events (id positive) PARTITION BY RANGE (id);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (100);
--! migration
ALTER DOMAIN positive ADD CHECK (VALUE > 0);

--! case composite type
--! before
CREATE TYPE pair AS (a int, b text);
--! migration
ALTER TYPE pair ADD ATTRIBUTE c int;
ALTER TYPE pair RENAME ATTRIBUTE a TO d;

--! case composite type in a table
--! before
CREATE TYPE pair AS (a int, b text);
CREATE TABLE pairs (id int, p pair);
--! migration
ALTER TYPE pair ADD ATTRIBUTE c int;

--! case new ones
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
CREATE TYPE status AS ENUM ('a');
CREATE DOMAIN d AS int CHECK (VALUE > 0);
CREATE TYPE pair AS (a int);
CREATE TYPE span AS RANGE (subtype = int);
