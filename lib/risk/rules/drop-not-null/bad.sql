--! case a column that was NOT NULL
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ALTER COLUMN total DROP NOT NULL;

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
ALTER TABLE "Order" ALTER COLUMN "total" DROP NOT NULL;
