--! case it drops more than it says
--! before
CREATE TABLE "User" ("id" INTEGER NOT NULL, "name" TEXT, "phone" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! also ban-drop-column
--! migration
/*
  Warnings:

  - You are about to drop the column `name` on the `User` table. All the data in the column will be lost.

*/
-- AlterTable
ALTER TABLE "User" DROP COLUMN "name";

ALTER TABLE "User" DROP COLUMN "phone";

--! case a rename by hand, and the old warning on top
--! before
CREATE TABLE "User" ("id" INTEGER NOT NULL, "name" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! also renaming-column
--! migration
/*
  Warnings:

  - You are about to drop the column `name` on the `User` table. All the data in the column will be lost.

*/
-- AlterTable
ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";

--! case a table that is no longer dropped
--! before
CREATE TABLE "User" ("id" INTEGER NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! migration
/*
  Warnings:

  - You are about to drop the `User` table. If the table is not empty, all the data it contains will be lost.

*/
SELECT 1;
