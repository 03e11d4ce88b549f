-- AlterTable
ALTER TABLE "Environment" ADD COLUMN     "gateRefusal" TEXT;
