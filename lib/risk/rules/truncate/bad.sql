--! case a table in use
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
TRUNCATE orders;

--! case with all that reference it
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users);
CREATE INDEX ON orders (user_id);
--! migration
TRUNCATE TABLE users RESTART IDENTITY CASCADE;

--! case tables that nobody has shown
--! not-executed: the tables are not there
--! migration
TRUNCATE "Order", app.items;
