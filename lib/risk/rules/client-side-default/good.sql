--! case the database has the default, too
--! prisma
model Order {
  id        BigInt   @id
  updatedAt DateTime @default(now()) @updatedAt
}
--! before
CREATE TABLE "Order" ("id" BIGINT NOT NULL, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
--! migration
-- AlterTable
ALTER TABLE "Order" ADD COLUMN     "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

--! case required, and nobody fills it in
--! prisma
model Order {
  id   BigInt @id
  note String
}
--! before
CREATE TABLE "Order" ("id" BIGINT NOT NULL, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
--! also adding-required-field
--! migration
-- AlterTable
ALTER TABLE "Order" ADD COLUMN     "note" TEXT NOT NULL;

--! case without the Prisma schema nothing is known of it
--! before
CREATE TABLE "Order" ("id" BIGINT NOT NULL, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
--! also adding-required-field
--! migration
-- AlterTable
ALTER TABLE "Order" ADD COLUMN     "updatedAt" TIMESTAMP(3) NOT NULL;

--! case a new table
--! prisma
model Order {
  id        String   @id @default(uuid())
  updatedAt DateTime @updatedAt
}
--! migration
CREATE TABLE "Order" ("id" TEXT NOT NULL, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
ALTER TABLE "Order" ADD COLUMN     "updatedAt" TIMESTAMP(3) NOT NULL;
