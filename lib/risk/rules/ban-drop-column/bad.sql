--! case a column of a table that is in use
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders DROP COLUMN note;

--! case one among several commands
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN paid boolean, DROP COLUMN IF EXISTS note;

--! case names in mixed case
--! before
CREATE TABLE "User" ("id" SERIAL PRIMARY KEY, "nickName" TEXT NOT NULL);
--! migration
ALTER TABLE "User" DROP COLUMN "nickName";

--! case a table that nobody has shown
--! not-executed: the table is not there
--! migration
ALTER TABLE orders DROP COLUMN note;

--! case in another schema, and computed
--! before
CREATE SCHEMA app;
CREATE TABLE app.items (id int PRIMARY KEY, price int, twice int GENERATED ALWAYS AS (price * 2) STORED);
--! migration
ALTER TABLE app.items DROP COLUMN twice;
