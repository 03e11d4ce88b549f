--! case to text
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, age int);
--! migration
ALTER TABLE users ALTER COLUMN age TYPE text;

--! case between numbers
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, age int);
--! migration
ALTER TABLE users ALTER COLUMN age TYPE bigint USING age::bigint;

--! case a number to a truth
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, flag int);
--! migration
ALTER TABLE users ALTER COLUMN flag TYPE boolean USING flag::boolean;

--! case json to jsonb
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, data json);
--! migration
ALTER TABLE users ALTER COLUMN data TYPE jsonb;

--! case one value for all
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, age text);
--! migration
ALTER TABLE users ALTER COLUMN age TYPE integer USING 0;

--! case the script makes them fit
--! also cached-plan, changing-column-type, unbatched-backfill
--! before
CREATE TABLE users (id int PRIMARY KEY, age text);
--! migration
UPDATE users SET age = NULL WHERE age !~ '^[0-9]+$';
ALTER TABLE users ALTER COLUMN age TYPE integer USING age::integer;

--! case an enum that holds all of the old one
--! also cached-plan, changing-column-type
--! before
CREATE TYPE a AS ENUM ('x');
CREATE TYPE b AS ENUM ('x', 'y');
CREATE TABLE users (id int PRIMARY KEY, v a);
--! migration
ALTER TABLE users ALTER COLUMN v TYPE b USING v::text::b;
