-- The number that customers see. Orders that are there already get theirs from their id.
ALTER TABLE "orders" ADD COLUMN     "number" TEXT;

UPDATE "orders" SET "number" = 'SO-' || lpad("id"::text, 7, '0');

ALTER TABLE "orders" ALTER COLUMN "number" SET NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "orders_number_key" ON "orders"("number");
