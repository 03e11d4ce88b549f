--! case the same columns
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX orders_user ON orders (user_id);
--! migration
CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);

--! case the first columns of another one
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX orders_user_note ON orders (user_id, note);
--! migration
CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);

--! case a unique one finds them as well
--! migration
CREATE TABLE "User" ("id" text PRIMARY KEY, "slug" text);
CREATE UNIQUE INDEX "User_slug_key" ON "User" ("slug");
CREATE INDEX "User_slug_idx" ON "User" ("slug");

--! case it makes an old one superfluous
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX orders_user ON orders (user_id);
--! migration
CREATE INDEX CONCURRENTLY orders_user_note ON orders (user_id, note);
