--! case over rows that are there
--! also constraint-missing-not-valid
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0);

--! case without a name, over two columns
--! also constraint-missing-not-valid
--! before
CREATE TABLE "User" ("id" int PRIMARY KEY, "from" date, "to" date);
--! migration
ALTER TABLE "User" ADD CHECK ("from" < "to" OR "to" IS NULL);

--! case the proof of one that was not proved
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
--! migration
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;

--! case a table that nobody has shown
--! not-executed: the table is not there
--! also constraint-missing-not-valid
--! migration
ALTER TABLE orders ADD CONSTRAINT c CHECK (state IN ('open', 'closed'));
