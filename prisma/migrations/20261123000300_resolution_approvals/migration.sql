-- CreateTable
CREATE TABLE "ResolutionApproval" (
    "id" TEXT NOT NULL,
    "resolutionId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ResolutionApproval_pkey" PRIMARY KEY ("id")
);

-- The one approval that a resolution had until now.
INSERT INTO "ResolutionApproval" ("id", "resolutionId", "userId", "createdAt")
SELECT gen_random_uuid()::text, "id", "approvedById", COALESCE("approvedAt", "updatedAt")
FROM "Resolution"
WHERE "approvedById" IS NOT NULL;

-- CreateIndex
CREATE INDEX "ResolutionApproval_userId_idx" ON "ResolutionApproval"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "ResolutionApproval_resolutionId_userId_key" ON "ResolutionApproval"("resolutionId", "userId");

-- AddForeignKey
ALTER TABLE "ResolutionApproval" ADD CONSTRAINT "ResolutionApproval_resolutionId_fkey" FOREIGN KEY ("resolutionId") REFERENCES "Resolution"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ResolutionApproval" ADD CONSTRAINT "ResolutionApproval_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- DropForeignKey
ALTER TABLE "Resolution" DROP CONSTRAINT "Resolution_approvedById_fkey";

-- DropIndex
DROP INDEX "Resolution_approvedById_idx";

-- AlterTable
ALTER TABLE "Resolution" DROP COLUMN "approvedAt",
DROP COLUMN "approvedById";
