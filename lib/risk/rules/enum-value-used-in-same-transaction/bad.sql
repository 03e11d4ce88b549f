--! case as a default
--! runner prisma
--! not-executed: PostgreSQL refuses it
--! also changed-default
--! before
CREATE TYPE status AS ENUM ('open', 'closed');
CREATE TABLE orders (id bigint PRIMARY KEY, status status NOT NULL DEFAULT 'open', note text);
--! migration
ALTER TYPE status ADD VALUE 'archived';
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'archived';

--! case in a row
--! runner prisma
--! not-executed: PostgreSQL refuses it
--! before
CREATE TYPE status AS ENUM ('open', 'closed');
CREATE TABLE orders (id bigint PRIMARY KEY, status status NOT NULL DEFAULT 'open', note text);
--! migration
ALTER TYPE status ADD VALUE 'archived';
UPDATE orders SET status = 'archived' WHERE id = 7;

--! case by a cast
--! runner plain
--! not-executed: PostgreSQL refuses it
--! before
CREATE TYPE status AS ENUM ('open', 'closed');
CREATE TABLE orders (id bigint PRIMARY KEY, status status NOT NULL DEFAULT 'open', note text);
--! migration
BEGIN;
ALTER TYPE status ADD VALUE 'archived';
SELECT 'archived'::status;
COMMIT;

--! case of a type of the same transaction, before 17
--! runner prisma
--! postgres 16
--! not-executed: PostgreSQL refuses it
--! migration
CREATE TYPE mood AS ENUM ('good');
ALTER TYPE mood ADD VALUE 'bad';
CREATE TABLE people (id bigint PRIMARY KEY, mood mood DEFAULT 'bad');
