-- AlterEnum
ALTER TYPE "RunKind" ADD VALUE 'rehearse';

-- AlterTable
ALTER TABLE "Environment" ADD COLUMN     "externalHost" JSONB;

-- CreateTable
CREATE TABLE "KeptDatabase" (
    "id" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "runId" TEXT,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "databaseOid" BIGINT NOT NULL,
    "bytes" BIGINT,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3),
    "droppedAt" TIMESTAMP(3),
    "droppedById" TEXT,

    CONSTRAINT "KeptDatabase_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Rehearsal" (
    "id" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "planId" TEXT NOT NULL,
    "planFingerprint" TEXT NOT NULL,
    "runId" TEXT,
    "verdict" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Rehearsal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "KeptDatabase_environmentId_createdAt_idx" ON "KeptDatabase"("environmentId", "createdAt");

-- CreateIndex
CREATE INDEX "KeptDatabase_runId_idx" ON "KeptDatabase"("runId");

-- CreateIndex
CREATE INDEX "KeptDatabase_createdById_idx" ON "KeptDatabase"("createdById");

-- CreateIndex
CREATE INDEX "KeptDatabase_droppedById_idx" ON "KeptDatabase"("droppedById");

-- CreateIndex
CREATE UNIQUE INDEX "Rehearsal_runId_key" ON "Rehearsal"("runId");

-- CreateIndex
CREATE INDEX "Rehearsal_planId_createdAt_idx" ON "Rehearsal"("planId", "createdAt");

-- CreateIndex
CREATE INDEX "Rehearsal_environmentId_idx" ON "Rehearsal"("environmentId");

-- AddForeignKey
ALTER TABLE "KeptDatabase" ADD CONSTRAINT "KeptDatabase_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "KeptDatabase" ADD CONSTRAINT "KeptDatabase_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "KeptDatabase" ADD CONSTRAINT "KeptDatabase_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "KeptDatabase" ADD CONSTRAINT "KeptDatabase_droppedById_fkey" FOREIGN KEY ("droppedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Rehearsal" ADD CONSTRAINT "Rehearsal_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Rehearsal" ADD CONSTRAINT "Rehearsal_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Rehearsal" ADD CONSTRAINT "Rehearsal_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE SET NULL ON UPDATE CASCADE;
