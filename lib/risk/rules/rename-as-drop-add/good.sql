--! case renamed
--! before
CREATE TABLE "User" ("id" BIGSERIAL NOT NULL, "name" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! also renaming-column
--! migration
ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";

--! case another type
--! before
CREATE TABLE "User" ("id" BIGSERIAL NOT NULL, "name" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! also ban-drop-column
--! migration
ALTER TABLE "User" DROP COLUMN "name",
ADD COLUMN     "confirmedAt" TIMESTAMP(3);

--! case several of one type, none alike
--! before
CREATE TABLE "User" ("id" BIGSERIAL NOT NULL, "image" TEXT, "phone" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! also ban-drop-column
--! migration
ALTER TABLE "User" DROP COLUMN "image",
DROP COLUMN "phone",
ADD COLUMN     "locale" TEXT;

--! case filled in between
--! before
CREATE TABLE "User" ("id" BIGSERIAL NOT NULL, "name" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! also ban-drop-column, ddl-with-backfill
--! migration
ALTER TABLE "User" ADD COLUMN "fullName" TEXT;
UPDATE "User" SET "fullName" = "name";
ALTER TABLE "User" DROP COLUMN "name";

--! case in a table that is new
--! migration
CREATE TABLE "User" ("id" BIGSERIAL NOT NULL, "name" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
ALTER TABLE "User" DROP COLUMN "name", ADD COLUMN "fullName" TEXT;

--! case the tables of two many-to-many relations
--! before
CREATE TABLE "_CategoryToPost" ("A" INTEGER NOT NULL, "B" INTEGER NOT NULL);
--! also ban-drop-table
--! migration
DROP TABLE "_CategoryToPost";
CREATE TABLE "_TagToUser" ("A" INTEGER NOT NULL, "B" INTEGER NOT NULL, CONSTRAINT "_TagToUser_AB_pkey" PRIMARY KEY ("A", "B"));

--! case one points elsewhere
--! before
CREATE TABLE "User" ("id" BIGINT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Team" ("id" BIGINT NOT NULL, CONSTRAINT "Team_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Post" ("id" BIGINT NOT NULL, "userId" BIGINT, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
ALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id");
--! also adding-foreign-key-constraint, ban-drop-column, drop-takes-parent-lock, foreign-key-missing-index, statement-after-exclusive-lock
--! migration
ALTER TABLE "Post" DROP CONSTRAINT "Post_userId_fkey";
ALTER TABLE "Post" DROP COLUMN "userId",
ADD COLUMN     "teamId" BIGINT;
ALTER TABLE "Post" ADD CONSTRAINT "Post_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id");
