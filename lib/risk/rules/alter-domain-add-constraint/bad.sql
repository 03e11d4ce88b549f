--! case a domain in use
--! before
CREATE DOMAIN email AS text;
CREATE TABLE users (id bigint PRIMARY KEY, email email);
--! migration
ALTER DOMAIN email ADD CONSTRAINT email_check CHECK (VALUE LIKE '%@%');

--! case a domain of which nothing is known
--! not-executed: the domain is not there
--! migration
ALTER DOMAIN email ADD CHECK (VALUE <> '');
