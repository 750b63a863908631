"use client";

import { Confirm } from "@/components/ui/confirm";
import { useCancel } from "@/lib/job-actions";

export function CancelConfirm({ jobId, onClose }: { jobId: number; onClose: () => void }) {
  const cancel = useCancel(jobId);
  return (
    <Confirm
      title="Cancel the run?"
      action="Cancel run"
      isDangerous
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      onConfirm={() => cancel.mutateAsync()}
    >
      <p>What is finished is kept, and Resume goes on from there.</p>
      <p>What is under way stops within seconds. A provider may charge for a piece that it has begun.</p>
    </Confirm>
  );
}
