"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { chooseTheme, THEMES, type Theme } from "@/lib/theme";

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;
const NAMES: Record<Theme, string> = { system: "as the system", light: "light", dark: "dark" };

/** Goes round: as the system, light, dark. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const Icon = ICONS[theme];
  const words = `Colours: ${NAMES[theme]}`;

  function choose(): void {
    const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
    setTheme(next);
    chooseTheme(next);
  }

  return (
    <Button look="quiet" size="icon" aria-label={words} title={words} icon={<Icon aria-hidden />} onClick={choose} />
  );
}
