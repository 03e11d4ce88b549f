--! case the first default
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ALTER COLUMN note SET DEFAULT '';

--! case the same value
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'open'::text;

--! case it only makes way
--! before
CREATE TABLE t (id int PRIMARY KEY, n text NOT NULL DEFAULT '1');
--! migration
ALTER TABLE t ALTER COLUMN n DROP DEFAULT, ALTER COLUMN n SET DEFAULT '1';

--! case none, where NULL is allowed from now on
--! also drop-not-null
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ALTER COLUMN state DROP NOT NULL, ALTER COLUMN state DROP DEFAULT;

--! case a column that the script added
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN paid boolean NOT NULL DEFAULT false;
ALTER TABLE orders ALTER COLUMN paid DROP DEFAULT;

--! case a table that nobody has shown
--! not-executed: the table is not there
--! migration
ALTER TABLE orders ALTER COLUMN state SET DEFAULT 1, ALTER COLUMN note DROP DEFAULT;
