"use client";

/** Short confirmations. What shows them is loaded with the first one. */
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";

const Toaster = dynamic(() => import("./toaster"), { ssr: false });

let askForToaster: () => void = () => undefined;
let confirmReady: () => void = () => undefined;
const isReady = new Promise<void>((resolve) => {
  confirmReady = resolve;
});

/** The place of the toasts; it stands once in the layout. */
export function ToastPlace() {
  const [isWanted, setWanted] = useState(false);
  useEffect(() => {
    askForToaster = () => setWanted(true);
  }, []);
  return isWanted ? <Toaster onReady={confirmReady} /> : null;
}

async function say(kind: "success" | "error", message: string): Promise<void> {
  askForToaster();
  const { toast } = await import("sonner");
  await isReady;
  toast[kind](message);
}

export const toast = {
  success: (message: string) => void say("success", message),
  error: (message: string) => void say("error", message),
};
