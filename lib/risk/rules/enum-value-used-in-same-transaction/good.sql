--! case of a type of the same transaction, from 17 on
--! runner prisma
--! postgres 17
--! migration
CREATE TYPE mood AS ENUM ('good');
ALTER TYPE mood ADD VALUE 'bad';
CREATE TABLE people (id bigint PRIMARY KEY, mood mood DEFAULT 'bad');

--! case added alone
--! runner prisma
--! before
CREATE TYPE status AS ENUM ('open', 'closed');
CREATE TABLE orders (id bigint PRIMARY KEY, status status NOT NULL DEFAULT 'open', note text);
--! migration
ALTER TYPE status ADD VALUE 'archived';

--! case another value
--! runner prisma
--! before
CREATE TYPE status AS ENUM ('open', 'closed');
CREATE TABLE orders (id bigint PRIMARY KEY, status status NOT NULL DEFAULT 'open', note text);
--! migration
ALTER TYPE status ADD VALUE 'archived';
UPDATE orders SET status = 'closed' WHERE id = 7;

--! case the same word for something else
--! runner prisma
--! before
CREATE TYPE status AS ENUM ('open', 'closed');
CREATE TABLE orders (id bigint PRIMARY KEY, status status NOT NULL DEFAULT 'open', note text);
CREATE TABLE notes (id bigint PRIMARY KEY, text text);
--! migration
ALTER TYPE status ADD VALUE 'archived';
INSERT INTO notes (id, text) VALUES (1, 'archived');

--! case by Headgate, which commits in between
--! before
CREATE TYPE status AS ENUM ('open', 'closed');
CREATE TABLE orders (id bigint PRIMARY KEY, status status NOT NULL DEFAULT 'open', note text);
--! migration
ALTER TYPE status ADD VALUE 'archived';
UPDATE orders SET status = 'archived' WHERE id = 7;
