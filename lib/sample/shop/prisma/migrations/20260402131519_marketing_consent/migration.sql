-- AlterTable
ALTER TABLE "customers" ADD COLUMN     "marketing_consent" BOOLEAN NOT NULL DEFAULT false;
