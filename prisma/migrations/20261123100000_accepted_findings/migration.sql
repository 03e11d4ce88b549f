-- CreateTable
CREATE TABLE "AcceptedFinding" (
    "id" TEXT NOT NULL,
    "planId" TEXT NOT NULL,
    "findingId" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "overLimit" BOOLEAN NOT NULL DEFAULT false,
    "acceptedById" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "takenBackAt" TIMESTAMP(3),
    "takenBackById" TEXT,

    CONSTRAINT "AcceptedFinding_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AcceptedFinding_planId_findingId_idx" ON "AcceptedFinding"("planId", "findingId");

-- CreateIndex
CREATE INDEX "AcceptedFinding_acceptedById_idx" ON "AcceptedFinding"("acceptedById");

-- CreateIndex
CREATE INDEX "AcceptedFinding_takenBackById_idx" ON "AcceptedFinding"("takenBackById");

-- AddForeignKey
ALTER TABLE "AcceptedFinding" ADD CONSTRAINT "AcceptedFinding_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AcceptedFinding" ADD CONSTRAINT "AcceptedFinding_acceptedById_fkey" FOREIGN KEY ("acceptedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AcceptedFinding" ADD CONSTRAINT "AcceptedFinding_takenBackById_fkey" FOREIGN KEY ("takenBackById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
