--! case a constraint builds its index
--! also unique-on-duplicates
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text, name text);
--! migration
ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);

--! case without a name, over two columns
--! also unique-on-duplicates
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text, name text);
--! migration
ALTER TABLE users ADD UNIQUE (email, name);

--! case a table of which nothing is known
--! not-executed: the table is not there
--! also unique-on-duplicates
--! migration
ALTER TABLE IF EXISTS ONLY "public"."User" ADD CONSTRAINT one_email UNIQUE ("email");
