--! case an index of a table in use
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE INDEX orders_user_id_idx ON orders (user_id);
--! migration
DROP INDEX orders_user_id_idx;

--! case as Prisma writes it
--! runner prisma
--! before
CREATE TABLE "Invoice" (id int PRIMARY KEY, "customerId" int);
CREATE UNIQUE INDEX "Invoice_customerId_key" ON "Invoice"("customerId");
--! migration
-- DropIndex
DROP INDEX "Invoice_customerId_key";

--! case several at once
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE INDEX orders_user_id_idx ON orders (user_id);
CREATE INDEX orders_note_idx ON orders (note);
--! migration
DROP INDEX orders_user_id_idx, orders_note_idx;

--! case an index of which nothing is known
--! not-executed: the index is not there
--! migration
DROP INDEX IF EXISTS email_idx;
