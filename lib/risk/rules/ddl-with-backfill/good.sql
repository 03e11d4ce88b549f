--! case a table of the same script
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE TABLE regions (id bigint PRIMARY KEY, name text);
INSERT INTO regions SELECT 1, 'eu';
UPDATE regions SET name = upper(name) WHERE name IS NOT NULL;

--! case one row
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders ADD COLUMN region text;
UPDATE orders SET region = 'eu' WHERE id = 7;
UPDATE orders SET region = 'us' WHERE id IN (8, 9);
INSERT INTO orders (id, region) VALUES (10, 'eu');

--! case in another transaction
--! also unbatched-backfill
--! runner plain
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
BEGIN;
ALTER TABLE orders ADD COLUMN region text;
COMMIT;
UPDATE orders SET region = 'eu' WHERE region IS NULL;

--! case rows are copied before the table is locked
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE TABLE notes (id bigint PRIMARY KEY, text text);
INSERT INTO notes (id, text) SELECT id, note FROM orders;
ALTER TABLE orders ADD COLUMN region text;
