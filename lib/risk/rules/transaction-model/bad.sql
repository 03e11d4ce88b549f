--! case an index that is built concurrently, beside a new column
--! before
CREATE TABLE users (id integer PRIMARY KEY, email text);
--! migration
ALTER TABLE users ADD COLUMN note text;
CREATE INDEX CONCURRENTLY users_email_idx ON users (email);

--! case two of them
--! before
CREATE TABLE users (id integer PRIMARY KEY, email text, name text);
--! migration
CREATE INDEX CONCURRENTLY users_email_idx ON users (email);
CREATE INDEX CONCURRENTLY users_name_idx ON users (name);
