--! case an autoincrement id from Int to BigInt, as Prisma writes it
--! before
CREATE TABLE "User" ("id" SERIAL NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! not-executed: type "bigserial" does not exist
--! also adding-primary-key
--! migration
-- AlterTable
ALTER TABLE "User" DROP CONSTRAINT "User_pkey",
ALTER COLUMN "id" SET DATA TYPE BIGSERIAL,
ADD CONSTRAINT "User_pkey" PRIMARY KEY ("id");

--! case alone
--! before
CREATE TABLE orders (id integer PRIMARY KEY, number integer);
--! not-executed: type "serial" does not exist
--! migration
ALTER TABLE orders ALTER COLUMN number TYPE serial;
