--! case not validated
--! before
CREATE DOMAIN email AS text;
CREATE TABLE users (id bigint PRIMARY KEY, email email);
--! migration
ALTER DOMAIN email ADD CONSTRAINT email_check CHECK (VALUE LIKE '%@%') NOT VALID;

--! case nobody uses it
--! before
CREATE DOMAIN email AS text;
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
ALTER DOMAIN email ADD CONSTRAINT email_check CHECK (VALUE LIKE '%@%');

--! case a new domain
--! migration
CREATE DOMAIN email AS text;
ALTER DOMAIN email ADD CONSTRAINT email_check CHECK (VALUE LIKE '%@%');

--! case a constraint less
--! before
CREATE DOMAIN email AS text CONSTRAINT email_check CHECK (VALUE LIKE '%@%');
CREATE TABLE users (id bigint PRIMARY KEY, email email);
--! migration
ALTER DOMAIN email DROP CONSTRAINT email_check;
