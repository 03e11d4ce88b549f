--! case without a default: both tables are locked, nothing is read
--! also foreign-key-missing-index
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN user_id bigint REFERENCES users (id);

--! case with a default: every row is looked up
--! also foreign-key-missing-index
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN user_id bigint DEFAULT 1 REFERENCES users (id) ON DELETE CASCADE;

--! case tables of which nothing is known
--! also foreign-key-missing-index
--! not-executed: the tables are not there
--! migration
ALTER TABLE "Order" ADD COLUMN "userId" bigint CONSTRAINT by_user REFERENCES "User";
