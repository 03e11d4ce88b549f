--! case a table with a view on it
--! also ban-drop-table
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE VIEW totals AS SELECT id, total FROM orders;
--! migration
DROP TABLE orders CASCADE;

--! case a column with a view on it
--! also ban-drop-column
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE VIEW totals AS SELECT id, total FROM orders;
--! migration
ALTER TABLE orders DROP COLUMN total CASCADE;

--! case a type with a column of it
--! before
CREATE TYPE "State" AS ENUM ('OPEN', 'LATE', 'DONE');
CREATE TABLE "Task" ("id" int PRIMARY KEY, "state" "State" NOT NULL);
--! migration
DROP TYPE "State" CASCADE;

--! case a key that another table points at
--! also dropping-constraint
--! before
CREATE TABLE users (id bigint PRIMARY KEY, code text, CONSTRAINT users_code_key UNIQUE (code));
CREATE TABLE orders (id bigint PRIMARY KEY, code text REFERENCES users (code));
CREATE INDEX ON orders (code);
--! migration
ALTER TABLE users DROP CONSTRAINT users_code_key CASCADE;

--! case things that nobody has shown
--! also ban-drop-table
--! migration
DROP TABLE IF EXISTS orders CASCADE;

--! case a function of a trigger
--! before
CREATE TABLE t (id int PRIMARY KEY);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
--! migration
DROP FUNCTION f() CASCADE;
