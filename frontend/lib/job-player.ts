/**
 * The one player of an album's page: what it plays goes on while tabs change. It knows nothing of React; a component
 * reads it as an external store.
 */

export interface Playing {
  /** Take that is loaded; null where the player is closed. */
  takeId: number | null;
  isPlaying: boolean;
  /** Whole seconds. */
  position: number;
  /** Why nothing is heard. */
  problem: string | null;
}

export const SILENT: Playing = { takeId: null, isPlaying: false, position: 0, problem: null };

const UNPLAYABLE = "This file could not be played. It may be gone; re-make the track or choose another take.";

export class Player {
  #audio: HTMLAudioElement | null = null;
  #state: Playing = SILENT;
  #next: (takeId: number) => number | null = () => null;
  readonly #watchers = new Set<() => void>();
  readonly #createAudio: () => HTMLAudioElement;
  readonly #addressOf: (takeId: number) => string;
  constructor(addressOf: (takeId: number) => string, createAudio = () => new Audio()) {
    this.#addressOf = addressOf;
    this.#createAudio = createAudio;
  }

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly read = (): Playing => this.#state;

  /** Plays the take, from where it was or from `at` seconds on. */
  play(takeId: number, at?: number): void {
    const audio = (this.#audio ??= this.#create());
    if (this.#state.takeId !== takeId) {
      audio.src = this.#addressOf(takeId);
      this.#set({ takeId, position: at ?? 0, problem: null });
      audio.currentTime = at ?? 0;
    } else if (at !== undefined) {
      audio.currentTime = at;
    }
    // A pause before the sound begins, and a file that does not play, are told by their own events.
    audio.play().catch(() => undefined);
  }

  pause(): void {
    this.#audio?.pause();
  }

  toggle(takeId: number): void {
    if (this.#state.takeId === takeId && this.#state.isPlaying) this.pause();
    else this.play(takeId);
  }

  /** Says which take follows one that was heard to its end. */
  follow(next: (takeId: number) => number | null): void {
    this.#next = next;
  }

  seek(at: number): void {
    if (this.#audio && this.#state.takeId !== null) this.#audio.currentTime = at;
  }

  /** Silent, with nothing loaded. */
  close(): void {
    if (this.#audio) {
      this.#audio.pause();
      this.#audio.removeAttribute("src");
      this.#audio.load();
    }
    this.#set(SILENT);
  }

  #create(): HTMLAudioElement {
    const audio = this.#createAudio();
    audio.preload = "auto";
    audio.addEventListener("play", () => this.#set({ isPlaying: true, problem: null }));
    audio.addEventListener("pause", () => this.#set({ isPlaying: false }));
    audio.addEventListener("timeupdate", () => this.#set({ position: Math.floor(audio.currentTime) }));
    audio.addEventListener("seeking", () => this.#set({ position: Math.floor(audio.currentTime) }));
    audio.addEventListener("error", () => {
      if (this.#state.takeId !== null) this.#set({ isPlaying: false, problem: UNPLAYABLE });
    });
    audio.addEventListener("ended", () => {
      const next = this.#state.takeId === null ? null : this.#next(this.#state.takeId);
      if (next === null) this.#set({ isPlaying: false });
      else this.play(next);
    });
    return audio;
  }

  #set(change: Partial<Playing>): void {
    const next = { ...this.#state, ...change };
    const keys = Object.keys(next) as (keyof Playing)[];
    if (keys.every((key) => next[key] === this.#state[key])) return;
    this.#state = next;
    for (const watcher of this.#watchers) watcher();
  }
}
