"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button";
import { toast } from "./toast";

interface CopyButtonProps {
  text: string;
  /** What is copied, such as `the title`. */
  what: string;
  /** Words beside the icon. Left out: the icon alone. */
  children?: React.ReactNode;
  className?: string;
}

export function CopyButton({ text, what, children, className }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      toast.error("The browser does not let the page copy. Select the text and copy it by hand.");
    }
  }

  return (
    <Button
      look="quiet"
      size={children ? "small" : "small-icon"}
      aria-label={children ? undefined : isCopied ? `Copied ${what}` : `Copy ${what}`}
      title={`Copy ${what}`}
      icon={isCopied ? <Check className="text-good" aria-hidden /> : <Copy aria-hidden />}
      onClick={() => void copy()}
      className={className}
    >
      {children && (isCopied ? "Copied" : children)}
    </Button>
  );
}
