--! case all rows of a kind
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
UPDATE orders SET note = 'none' WHERE note IS NULL;

--! case rows of a kind are deleted
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
DELETE FROM orders WHERE total = 0;

--! case from another table
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
UPDATE orders SET note = users.email FROM users WHERE users.id = orders.user_id;

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
UPDATE "User" SET "role" = 'member' WHERE "role" IS NULL;
