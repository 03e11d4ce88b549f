--! case not to be proved now
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;

--! case a new column
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN vat numeric DEFAULT 0;
ALTER TABLE orders ADD CONSTRAINT orders_vat_check CHECK (vat >= 0) NOT VALID;

--! case a new table
--! migration
CREATE TABLE orders (id int PRIMARY KEY, total int);
ALTER TABLE orders ADD CHECK (total >= 0);

--! case the script mends them
--! also constraint-missing-not-valid, unbatched-backfill
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
UPDATE orders SET total = 0 WHERE total < 0;
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0);

--! case the proof done right, where no database is there to answer
--! static
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2) NOT NULL DEFAULT 0);
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
--! migration
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;
