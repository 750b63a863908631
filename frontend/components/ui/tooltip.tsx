"use client";

import * as Primitive from "@radix-ui/react-tooltip";
import type { ReactNode } from "react";

interface TooltipProps {
  content: ReactNode;
  /** Something that can be focused, so that the keyboard reaches the words too. */
  children: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
}

/** Words that appear beside something; it brings weight, so pages without need leave it out. */
export function Tooltip({ content, children, side = "top" }: TooltipProps) {
  return (
    <Primitive.Provider delayDuration={300}>
      <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="bg-ink text-ground animate-appear z-50 max-w-72 rounded-sm px-2.5 py-1.5 text-xs"
        >
          {content}
        </Primitive.Content>
      </Primitive.Portal>
      </Primitive.Root>
    </Primitive.Provider>
  );
}
