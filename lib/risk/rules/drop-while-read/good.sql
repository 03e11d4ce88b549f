--! case the view goes first
--! also ban-drop-column, drop-view
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE VIEW totals AS SELECT id, total FROM orders;
--! migration
DROP VIEW totals;
ALTER TABLE orders DROP COLUMN total;

--! case its own index and foreign key go along
--! also ban-drop-column, drop-takes-parent-lock
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users);
CREATE INDEX ON orders (user_id);
--! migration
ALTER TABLE orders DROP COLUMN user_id;

--! case both at once
--! also ban-drop-table
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users);
CREATE INDEX ON orders (user_id);
--! migration
DROP TABLE users, orders;

--! case a column that the view does not read
--! also ban-drop-column
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE VIEW totals AS SELECT id, total FROM orders;
--! migration
ALTER TABLE orders DROP COLUMN note;
