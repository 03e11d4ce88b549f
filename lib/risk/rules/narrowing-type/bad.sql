--! case a shorter text
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, code varchar(100));
--! migration
ALTER TABLE users ALTER COLUMN code TYPE varchar(20);

--! case text with a length
--! also cached-plan, changing-column-type
--! before
CREATE TABLE "User" ("id" int PRIMARY KEY, "code" text);
--! migration
ALTER TABLE "User" ALTER COLUMN "code" SET DATA TYPE VARCHAR(20);

--! case a smaller integer
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, score bigint);
--! migration
ALTER TABLE users ALTER COLUMN score TYPE integer;

--! case fewer digits behind the point
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ALTER COLUMN total TYPE numeric(10,1);

--! case no time of day
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, seen timestamp);
--! migration
ALTER TABLE users ALTER COLUMN seen TYPE date;

--! case a cast that cuts
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, code text);
--! migration
ALTER TABLE users ALTER COLUMN code TYPE varchar(20) USING code::varchar(20);
