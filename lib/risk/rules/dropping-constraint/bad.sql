--! case a check
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, total integer CONSTRAINT sane CHECK (total >= 0));
--! migration
ALTER TABLE orders DROP CONSTRAINT sane;

--! case a unique constraint
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text CONSTRAINT users_email_key UNIQUE);
--! migration
ALTER TABLE users DROP CONSTRAINT users_email_key;

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
ALTER TABLE "Order" DROP CONSTRAINT IF EXISTS "Order_total_check";
