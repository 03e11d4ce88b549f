-- AlterTable
ALTER TABLE "Resolution" ADD COLUMN     "leaves" JSONB NOT NULL DEFAULT '[]';
