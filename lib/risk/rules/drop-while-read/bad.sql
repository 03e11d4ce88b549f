--! case a column that a view reads
--! not-executed: PostgreSQL refuses it
--! also ban-drop-column
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE VIEW totals AS SELECT id, total FROM orders;
--! migration
ALTER TABLE orders DROP COLUMN total;

--! case a table that another one points at
--! not-executed: PostgreSQL refuses it
--! also ban-drop-table
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users);
CREATE INDEX ON orders (user_id);
--! migration
DROP TABLE users;

--! case a type that a column is of
--! not-executed: PostgreSQL refuses it
--! before
CREATE TYPE "State" AS ENUM ('OPEN', 'LATE', 'DONE');
CREATE TABLE "Task" ("id" int PRIMARY KEY, "state" "State" NOT NULL);
--! migration
DROP TYPE "State";

--! case a view that another one reads
--! not-executed: PostgreSQL refuses it
--! also drop-view
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE VIEW totals AS SELECT id, total FROM orders;
CREATE VIEW big AS SELECT id FROM totals WHERE total > 100;
--! migration
DROP VIEW totals;
