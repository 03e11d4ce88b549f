--! case a longer text
--! also cached-plan
--! before
CREATE TABLE users (id int PRIMARY KEY, code varchar(20));
--! migration
ALTER TABLE users ALTER COLUMN code TYPE varchar(100);

--! case a larger integer
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, score int);
--! migration
ALTER TABLE users ALTER COLUMN score TYPE bigint;

--! case more digits
--! also cached-plan
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ALTER COLUMN total TYPE numeric(12,2);

--! case the script makes them fit
--! also cached-plan, changing-column-type, unbatched-backfill
--! before
CREATE TABLE users (id int PRIMARY KEY, code varchar(100));
--! migration
UPDATE users SET code = left(code, 20) WHERE length(code) > 20;
ALTER TABLE users ALTER COLUMN code TYPE varchar(20);

--! case an expression makes them fit
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, code varchar(100));
--! migration
ALTER TABLE users ALTER COLUMN code TYPE varchar(20) USING left(code, 20);

--! case the old type is not known
--! not-executed: the table is not there
--! also cached-plan, changing-column-type
--! migration
ALTER TABLE users ALTER COLUMN code TYPE varchar(20);

--! case a new table
--! migration
CREATE TABLE users (id int PRIMARY KEY, code varchar(100));
ALTER TABLE users ALTER COLUMN code TYPE varchar(20);
