--! case a condition
--! also unbatched-backfill
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
UPDATE orders SET state = 'open' WHERE state IS NULL;

--! case it fills a column that the script added
--! also ddl-with-backfill
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN paid boolean;
UPDATE orders SET paid = false;

--! case joined with another table
--! also unbatched-backfill
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
UPDATE orders SET note = users.email FROM users WHERE users.id = orders.user_id;

--! case a table of the same script
--! migration
CREATE TABLE scratch (id int PRIMARY KEY, a text);
UPDATE scratch SET a = 'x';
