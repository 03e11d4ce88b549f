--! case without a default: both tables are locked, nothing is read
--! before
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN user_id integer REFERENCES users (id);

--! case with a default: every row is looked up
--! before
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN user_id integer DEFAULT 1 REFERENCES users (id) ON DELETE CASCADE;

--! case tables of which nothing is known
--! not-executed: the tables are not there
--! migration
ALTER TABLE "Order" ADD COLUMN "userId" integer CONSTRAINT by_user REFERENCES "User";
