--! case a serial
--! migration
CREATE TABLE orders (id serial PRIMARY KEY);

--! case as Prisma writes it
--! migration
CREATE TABLE "User" (
    "id" SERIAL NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

--! case a smallint identity
--! migration
CREATE TABLE orders (id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
