-- CreateEnum
CREATE TYPE "ResolutionState" AS ENUM ('proposed', 'approved', 'running', 'done', 'failed', 'withdrawn');

-- AlterEnum
ALTER TYPE "RunKind" ADD VALUE 'resolve';

-- AlterTable
ALTER TABLE "Environment" ADD COLUMN     "gateMarkedAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "resolutionId" TEXT;

-- CreateTable
CREATE TABLE "Resolution" (
    "id" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "revisionId" TEXT,
    "state" "ResolutionState" NOT NULL DEFAULT 'proposed',
    "kind" TEXT NOT NULL,
    "migration" TEXT,
    "title" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "proposedById" TEXT NOT NULL,
    "approvedById" TEXT,
    "approvedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Resolution_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IgnoredDrift" (
    "id" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "definitions" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "ignoredById" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IgnoredDrift_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TerminalRun" (
    "id" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "mark" JSONB NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "seenAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TerminalRun_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Resolution_environmentId_state_idx" ON "Resolution"("environmentId", "state");

-- CreateIndex
CREATE INDEX "Resolution_revisionId_idx" ON "Resolution"("revisionId");

-- CreateIndex
CREATE INDEX "Resolution_proposedById_idx" ON "Resolution"("proposedById");

-- CreateIndex
CREATE INDEX "Resolution_approvedById_idx" ON "Resolution"("approvedById");

-- CreateIndex
CREATE INDEX "IgnoredDrift_ignoredById_idx" ON "IgnoredDrift"("ignoredById");

-- CreateIndex
CREATE UNIQUE INDEX "IgnoredDrift_environmentId_key_key" ON "IgnoredDrift"("environmentId", "key");

-- CreateIndex
CREATE INDEX "TerminalRun_environmentId_startedAt_idx" ON "TerminalRun"("environmentId", "startedAt");

-- CreateIndex
CREATE INDEX "Run_resolutionId_idx" ON "Run"("resolutionId");

-- AddForeignKey
ALTER TABLE "Resolution" ADD CONSTRAINT "Resolution_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Resolution" ADD CONSTRAINT "Resolution_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "Revision"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Resolution" ADD CONSTRAINT "Resolution_proposedById_fkey" FOREIGN KEY ("proposedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Resolution" ADD CONSTRAINT "Resolution_approvedById_fkey" FOREIGN KEY ("approvedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IgnoredDrift" ADD CONSTRAINT "IgnoredDrift_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IgnoredDrift" ADD CONSTRAINT "IgnoredDrift_ignoredById_fkey" FOREIGN KEY ("ignoredById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TerminalRun" ADD CONSTRAINT "TerminalRun_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_resolutionId_fkey" FOREIGN KEY ("resolutionId") REFERENCES "Resolution"("id") ON DELETE SET NULL ON UPDATE CASCADE;
