--! case a new column is filled
--! runner prisma
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders ADD COLUMN region text;
UPDATE orders SET region = 'eu';

--! case filled where it is empty
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders ADD COLUMN region text;
UPDATE orders SET region = note WHERE region IS NULL;

--! case filled from another table
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
ALTER TABLE orders ADD COLUMN email text;
UPDATE orders SET email = users.email FROM users WHERE users.id = orders.user_id;

--! case rows are deleted for a constraint
--! runner plain
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
BEGIN;
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
DELETE FROM orders WHERE total < 0;
COMMIT;

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
ALTER TABLE "User" ADD COLUMN "fullName" TEXT;
UPDATE "User" SET "fullName" = "firstName" || ' ' || "lastName";

--! case rows are copied into a table of the same script
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders ADD COLUMN region text;
CREATE TABLE notes (id bigint PRIMARY KEY, text text);
INSERT INTO notes (id, text) SELECT id, note FROM orders;

--! case merged
--! since 15
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
ALTER TABLE orders ADD COLUMN email text;
MERGE INTO orders USING users ON users.id = orders.user_id WHEN MATCHED THEN UPDATE SET email = users.email;
