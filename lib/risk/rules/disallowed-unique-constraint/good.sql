--! case from an index that is there
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text, name text);
CREATE UNIQUE INDEX users_email_key ON users (email);
--! migration
ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;

--! case a new table
--! migration
CREATE TABLE visits (id bigint PRIMARY KEY, number text);
ALTER TABLE visits ADD CONSTRAINT visits_number_key UNIQUE (number);
