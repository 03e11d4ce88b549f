--! case no condition
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
DELETE FROM orders;

--! case a condition that is always true
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
DELETE FROM orders WHERE true;

--! case one that compares a constant with itself
--! before
CREATE TABLE "Log" ("id" int PRIMARY KEY);
--! migration
DELETE FROM "Log" WHERE 1 = 1;

--! case a table that nobody has shown
--! not-executed: the table is not there
--! migration
DELETE FROM sessions;
