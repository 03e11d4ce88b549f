-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "gift_message" TEXT;
