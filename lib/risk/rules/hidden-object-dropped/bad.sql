--! case a partial index that the schema does not know of
--! before
CREATE TABLE "User" ("id" INTEGER NOT NULL, "email" TEXT, "deletedAt" TIMESTAMP(3), CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "User_email_live_key" ON "User"("email") WHERE "deletedAt" IS NULL;
--! also require-concurrent-index-deletion
--! migration
-- DropIndex
DROP INDEX "User_email_live_key";

--! case a column takes a partial index along that is about another one
--! before
CREATE TABLE "User" ("id" INTEGER NOT NULL, "email" TEXT, "deletedAt" TIMESTAMP(3), CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "User_email_live_key" ON "User"("email") WHERE "deletedAt" IS NULL;
--! also ban-drop-column
--! migration
-- AlterTable
ALTER TABLE "User" DROP COLUMN "deletedAt";

--! case a column takes a check along
--! before
CREATE TABLE "Order" ("id" INTEGER NOT NULL, "net" INTEGER, "gross" INTEGER, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"), CONSTRAINT "gross_is_more" CHECK ("gross" >= "net"));
--! also ban-drop-column
--! migration
-- AlterTable
ALTER TABLE "Order" DROP COLUMN "net";
