import { useId, type ReactNode } from "react";

interface SectionProps {
  title: string;
  /** At the other end of the heading: a figure, or what can be done. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A headed part of a page. */
export function Section({ title, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className="mb-2 flex min-h-8 items-center justify-between gap-4">
        <h2 id={id} className="font-medium">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
