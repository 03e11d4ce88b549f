--! case not validated
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX orders_user_id_idx ON orders (user_id);
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;

--! case validated in the next one
--! also foreign-key-orphans
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX orders_user_id_idx ON orders (user_id);
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
--! migration
ALTER TABLE orders VALIDATE CONSTRAINT orders_user_id_fkey;

--! case a new table to an old one
--! runner prisma
--! before
CREATE TABLE "User" ("id" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! migration
-- CreateTable
CREATE TABLE "Visit" ("id" TEXT NOT NULL, "userId" TEXT NOT NULL, CONSTRAINT "Visit_pkey" PRIMARY KEY ("id"));

-- CreateIndex
CREATE INDEX "Visit_userId_idx" ON "Visit"("userId");

-- AddForeignKey
ALTER TABLE "Visit" ADD CONSTRAINT "Visit_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
