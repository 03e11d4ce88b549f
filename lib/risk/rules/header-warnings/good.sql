--! case it says what it does
--! before
CREATE TYPE "Status" AS ENUM ('OPEN', 'LOST');
CREATE TABLE "User" ("id" INTEGER NOT NULL, "name" TEXT, "old" TEXT, "note" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Gone" ("id" INTEGER NOT NULL, CONSTRAINT "Gone_pkey" PRIMARY KEY ("id"));
--! also ban-drop-column, ban-drop-table, drop-and-recreate-column
--! migration
/*
  Warnings:

  - The values [LOST] on the enum `Status` will be removed. If these variants are still used in the database, this will fail.
  - You are about to drop the column `name` on the `User` table. All the data in the column will be lost.
  - The `old` column on the `User` table would be dropped and recreated. This will lead to data loss if there is data in the column.
  - A unique constraint covering the columns `[note]` on the table `User` will be added. If there are existing duplicate values, this will fail.
  - You are about to drop the `Gone` table. If the table is not empty, all the data it contains will be lost.

*/
-- AlterEnum
BEGIN;
CREATE TYPE "Status_new" AS ENUM ('OPEN');
ALTER TYPE "Status" RENAME TO "Status_old";
ALTER TYPE "Status_new" RENAME TO "Status";
DROP TYPE "Status_old";
COMMIT;

-- AlterTable
ALTER TABLE "User" DROP COLUMN "name",
DROP COLUMN "old",
ADD COLUMN     "old" TIMESTAMP(3);

-- DropTable
DROP TABLE "Gone";

--! case no header, nothing to compare
--! before
CREATE TABLE "User" ("id" INTEGER NOT NULL, "name" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! also ban-drop-column
--! migration
ALTER TABLE "User" DROP COLUMN "name";

--! case a comment that only looks like one
--! migration
-- Warnings:
/* You are about to drop the `User` table. */
SELECT 1;
