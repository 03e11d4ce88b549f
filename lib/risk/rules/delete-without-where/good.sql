--! case a condition
--! also unbatched-backfill
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
DELETE FROM orders WHERE state = 'void';

--! case joined with another table
--! also unbatched-backfill
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
DELETE FROM orders USING users WHERE users.id = orders.user_id AND users.email = '';

--! case a table of the same script
--! migration
CREATE TABLE scratch (id int PRIMARY KEY);
DELETE FROM scratch;
