"use client";

import clsx from "clsx";
import { ImageOff } from "lucide-react";
import { useState } from "react";

interface PictureProps {
  src: string;
  alt: string;
  className?: string;
  /** Shown with the first view; the others wait until they are scrolled to. */
  isEager?: boolean;
}

/** A picture of the API, which comes in the size that is needed. Give it a size, so that nothing jumps. */
export function Picture({ src, alt, className, isEager = false }: PictureProps) {
  const [missing, setMissing] = useState<string | null>(null);
  if (missing === src) {
    return (
      <span role="img" aria-label={`${alt} (missing)`} className={clsx("bg-raised grid place-items-center", className)}>
        <ImageOff className="text-faint size-5" aria-hidden />
      </span>
    );
  }
  return (
    // eslint-disable-next-line @next/next/no-img-element -- sized by the API, behind the person's sign-in
    <img
      src={src}
      alt={alt}
      loading={isEager ? "eager" : "lazy"}
      decoding="async"
      onError={() => setMissing(src)}
      className={clsx("bg-raised object-cover", className)}
    />
  );
}
