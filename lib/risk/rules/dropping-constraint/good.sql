--! case another takes its place
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, total integer CONSTRAINT sane CHECK (total >= 0));
--! migration
ALTER TABLE orders DROP CONSTRAINT sane, ADD CONSTRAINT sane CHECK (total >= 1) NOT VALID;

--! case it proved NOT NULL and is done
--! postgres 16
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text NOT NULL CONSTRAINT note_is_there CHECK (note IS NOT NULL));
--! migration
ALTER TABLE orders DROP CONSTRAINT note_is_there;

--! case a new table
--! migration
CREATE TABLE visits (id bigint PRIMARY KEY, pieces integer CONSTRAINT sane CHECK (pieces > 0));
ALTER TABLE visits DROP CONSTRAINT sane;

--! case one that is not there
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders DROP CONSTRAINT IF EXISTS sane;

--! case a foreign key that comes again under new names
--! also adding-foreign-key-constraint drop-takes-parent-lock renaming-table statement-after-exclusive-lock
--! before
CREATE TABLE "User" ("id" TEXT PRIMARY KEY);
CREATE TABLE "Order" ("id" TEXT PRIMARY KEY, "userId" TEXT, CONSTRAINT "Order_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id"));
CREATE INDEX "Order_userId_idx" ON "Order"("userId");
--! migration
ALTER TABLE "Order" DROP CONSTRAINT "Order_userId_fkey";
ALTER TABLE "Order" RENAME TO "orders";
ALTER TABLE "User" RENAME TO "users";
ALTER TABLE "orders" ADD CONSTRAINT "orders_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id");
