--! case a column in use
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders RENAME COLUMN note TO remark;

--! case without the word COLUMN, in mixed case
--! before
CREATE TABLE "User" ("id" int PRIMARY KEY, "nickName" text);
--! migration
ALTER TABLE "User" RENAME "nickName" TO "handle";

--! case a table that nobody has shown
--! not-executed: the table is not there
--! migration
ALTER TABLE orders RENAME COLUMN note TO remark;
