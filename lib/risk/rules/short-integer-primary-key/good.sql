--! case a bigint
--! migration
CREATE TABLE orders (id bigserial PRIMARY KEY);
CREATE TABLE items (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);

--! case text and uuid
--! migration
CREATE TABLE orders (id uuid PRIMARY KEY);
CREATE TABLE items (id text PRIMARY KEY);

--! case the key of another table
--! before
CREATE TABLE users (id int PRIMARY KEY);
--! migration
CREATE TABLE profiles (user_id int PRIMARY KEY REFERENCES users);

--! case of several columns
--! migration
CREATE TABLE lines (a int, b int, PRIMARY KEY (a, b));

--! case one that was there
--! before
CREATE TABLE users (id serial PRIMARY KEY);
--! migration
ALTER TABLE users ADD COLUMN note text;
