--! case a new column
--! before
CREATE TABLE orders (id integer PRIMARY KEY);
--! also add-column-serial
--! migration
ALTER TABLE orders ADD COLUMN number bigserial;

--! case a new table
--! migration
CREATE TABLE "User" ("id" BIGSERIAL NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));

--! case a type of one's own that has the name
--! before
CREATE TABLE orders (id integer PRIMARY KEY, number integer);
CREATE DOMAIN public.serial AS integer;
--! also cached-plan
--! migration
ALTER TABLE orders ALTER COLUMN number TYPE public.serial;
