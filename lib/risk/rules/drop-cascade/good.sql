--! case nothing depends on it
--! also ban-drop-table
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
DROP TABLE orders CASCADE;

--! case a column that nothing depends on
--! also ban-drop-column
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE VIEW totals AS SELECT id, total FROM orders;
--! migration
ALTER TABLE orders DROP COLUMN note CASCADE;

--! case without CASCADE
--! also ban-drop-table
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
DROP TABLE orders;

--! case a table of the same script
--! migration
CREATE TABLE scratch (id int PRIMARY KEY);
DROP TABLE scratch CASCADE;

--! case a schema is another matter
--! also ban-drop-schema
--! before
CREATE SCHEMA app;
--! migration
DROP SCHEMA app CASCADE;
