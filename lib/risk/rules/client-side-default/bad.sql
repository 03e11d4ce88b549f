--! case updatedAt on a table that has rows
--! prisma
model Order {
  id        BigInt   @id
  updatedAt DateTime @updatedAt
}
--! before
CREATE TABLE "Order" ("id" BIGINT NOT NULL, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
--! migration
-- AlterTable
ALTER TABLE "Order" ADD COLUMN     "updatedAt" TIMESTAMP(3) NOT NULL;

--! case an id of its own, under mapped names
--! prisma
model Order {
  id    BigInt @id
  token String @unique @default(cuid()) @map("public_token") // shown in links
  @@map("orders")
}
--! before
CREATE TABLE "orders" ("id" BIGINT NOT NULL, CONSTRAINT "orders_pkey" PRIMARY KEY ("id"));
--! migration
-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "public_token" TEXT NOT NULL;
