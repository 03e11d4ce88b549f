--! case one row, by its key
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
UPDATE orders SET note = 'none' WHERE id = 7;
DELETE FROM orders WHERE id IN (8, 9) AND note IS NULL;

--! case by a unique index
--! before
CREATE TABLE settings (id bigint PRIMARY KEY, name text NOT NULL UNIQUE, value text);
--! migration
UPDATE settings SET value = 'on' WHERE name = 'mail';

--! case in batches
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
UPDATE orders SET note = 'none' WHERE id IN (SELECT id FROM orders WHERE note IS NULL LIMIT 10000);
UPDATE orders SET note = 'none' WHERE id BETWEEN 1 AND 10000 AND note IS NULL;

--! case a table of the same script
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE TABLE notes (id bigint PRIMARY KEY, text text);
INSERT INTO notes SELECT id, note FROM orders;
UPDATE notes SET text = '' WHERE text IS NULL;

--! case rows that are written out
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
INSERT INTO orders (id, note) VALUES (1, 'a'), (2, 'b');


--! case a list that is written out
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
UPDATE orders SET note = given.note FROM (VALUES (1, 'a'), (2, 'b')) AS given (id, note) WHERE orders.id = given.id;

--! case a list that is merged
--! since 15
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
MERGE INTO orders USING (VALUES (1, 'a')) AS given (id, note) ON orders.id = given.id
WHEN MATCHED THEN UPDATE SET note = given.note;
