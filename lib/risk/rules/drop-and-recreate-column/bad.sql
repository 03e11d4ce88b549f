--! case text to an enum
--! before
CREATE TYPE "Role" AS ENUM ('ADMIN', 'USER');
CREATE TABLE "User" ("id" INTEGER NOT NULL, "role" TEXT DEFAULT 'USER', CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! migration
/*
  Warnings:

  - The `role` column on the `User` table would be dropped and recreated. This will lead to data loss if there is data in the column.

*/
-- AlterTable
ALTER TABLE "User" DROP COLUMN "role",
ADD COLUMN     "role" "Role" DEFAULT 'USER';

--! case one enum for another
--! before
CREATE TYPE "Old" AS ENUM ('A', 'B');
CREATE TABLE "User" ("id" INTEGER NOT NULL, "kind" "Old" NOT NULL DEFAULT 'A', CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! migration
-- CreateEnum
CREATE TYPE "New" AS ENUM ('A', 'B');

-- AlterTable
ALTER TABLE "User" DROP COLUMN "kind",
ADD COLUMN     "kind" "New" NOT NULL DEFAULT 'A';

-- DropEnum
DROP TYPE "Old";

--! case a value to a list
--! before
CREATE TABLE "User" ("id" INTEGER NOT NULL, "tag" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! migration
-- AlterTable
ALTER TABLE "User" DROP COLUMN "tag",
ADD COLUMN     "tag" TEXT[];

--! case no cast does it
--! before
CREATE TABLE "User" ("id" INTEGER NOT NULL, "count" INTEGER, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! migration
-- AlterTable
ALTER TABLE "User" DROP COLUMN "count",
ADD COLUMN     "count" TIMESTAMP(3);
