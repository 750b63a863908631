"use client";

import { ExternalLink } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ToneIcon } from "@/components/ui/status";
import type { CheckView, JobDetail } from "@/lib/api/types";
import { formatMany } from "@/lib/format";
import { artwork } from "@/lib/job-links";
import { Section } from "@/components/ui/section";

/** What was looked at in the finished film: failed checks first. */
export function Inspection({ job, checks }: { job: JobDetail; checks: readonly CheckView[] }) {
  const failed = checks.filter((check) => !check.passed);
  const passed = checks.filter((check) => check.passed);
  return (
    <Section
      title={
        failed.length > 0
          ? `Inspection: ${failed.length} of ${formatMany(checks.length, "check")} failed`
          : `Inspection: all ${formatMany(checks.length, "check")} passed`
      }
      aside={
        job.artwork.includes("inspection.html") && (
          <Button asChild look="quiet" size="small">
            <a href={artwork(job, "inspection.html")} target="_blank" rel="noreferrer">
              Full report
              <ExternalLink aria-hidden />
            </a>
          </Button>
        )
      }
    >
      <ul className="panel grid gap-x-8 px-4 py-2 sm:grid-cols-2">
        {[...failed, ...passed].map((check) => (
          <li key={check.name} className="flex gap-2 py-1.5 text-sm">
            <ToneIcon tone={check.passed ? "good" : "bad"} className="mt-0.5" />
            <span className="min-w-0 grow">
              <span className="sr-only">{check.passed ? "Passed: " : "Failed: "}</span>
              <span className="inline-block first-letter:uppercase">{check.name}</span>
              <span className="text-muted block text-xs wrap-anywhere">
                {check.passed ? check.found : `found ${check.found}, expected ${check.expected}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
