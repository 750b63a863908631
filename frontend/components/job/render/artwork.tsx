"use client";

import { Picture } from "@/components/ui/picture";
import type { JobDetail } from "@/lib/api/types";
import { artwork } from "@/lib/job-links";
import { Section } from "@/components/ui/section";

const NAMES: Record<string, string> = { "album-plot.png": "Loudness plot", "contact-sheet.png": "Contact sheet" };

function nameOf(file: string): string {
  return NAMES[file] ?? file.replace(/^thumbnail-(\d)\.jpg$/, "Thumbnail $1");
}

/** What was drawn from the film; a click opens it in full. */
export function Artwork({ job }: { job: JobDetail }) {
  const pictures = job.artwork.filter((name) => /\.(png|jpg)$/.test(name));
  if (pictures.length === 0) return null;
  return (
    <Section title="Pictures of the film">
      <ul className="grid grid-cols-2 gap-3 md:grid-cols-3 lg:grid-cols-6">
        {pictures.map((name) => (
          <li key={name}>
            <a href={artwork(job, name)} target="_blank" rel="noreferrer" className="group block rounded-md">
              <Picture
                src={artwork(job, name)}
                alt=""
                className="border-line aspect-video w-full rounded-md border object-top"
              />
              <span className="text-muted group-hover:text-ink mt-1 block text-xs">{nameOf(name)}</span>
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
