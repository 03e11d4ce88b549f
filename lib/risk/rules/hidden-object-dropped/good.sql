--! case a plain index
--! before
CREATE TABLE "User" ("id" INTEGER NOT NULL, "email" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE INDEX "User_email_idx" ON "User"("email");
--! also require-concurrent-index-deletion
--! migration
-- DropIndex
DROP INDEX "User_email_idx";

--! case dropped by hand
--! before
CREATE TABLE "User" ("id" INTEGER NOT NULL, "email" TEXT, "deletedAt" TIMESTAMP(3), CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "User_email_live_key" ON "User"("email") WHERE "deletedAt" IS NULL;
--! migration
DROP INDEX CONCURRENTLY "User_email_live_key";

--! case a column with what is about it alone
--! before
CREATE TABLE "User" ("id" INTEGER NOT NULL, "age" INTEGER CHECK ("age" > 0), CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE INDEX "User_age_idx" ON "User"("age") WHERE "age" IS NOT NULL;
--! also ban-drop-column
--! migration
-- AlterTable
ALTER TABLE "User" DROP COLUMN "age";

--! case a check over columns that go together
--! before
CREATE TABLE "Order" ("id" BIGINT NOT NULL, "net" INTEGER, "gross" INTEGER, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"), CONSTRAINT "gross_is_more" CHECK ("gross" >= "net"));
--! also ban-drop-column
--! migration
-- AlterTable
ALTER TABLE "Order" DROP COLUMN "net",
DROP COLUMN "gross";
