--! case no default
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN currency text NOT NULL;

--! case as Prisma writes it, several at once
--! runner prisma
--! before
CREATE TABLE "Order" ("id" TEXT NOT NULL, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
--! migration
-- AlterTable
ALTER TABLE "Order" ADD COLUMN     "currency" TEXT NOT NULL,
ADD COLUMN     "note" TEXT;

--! case several at once are one finding
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN currency text NOT NULL, ADD COLUMN note2 text, ADD COLUMN place text NOT NULL;

--! case the table is emptied first
--! also delete-without-where
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
DELETE FROM orders;
ALTER TABLE orders ADD COLUMN currency text NOT NULL;

--! case NULL is no default
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN currency text NOT NULL DEFAULT NULL;

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
ALTER TABLE "public"."Order" ADD "currency" varchar(3) NOT NULL;
