import { beforeEach, describe, expect, it, vi } from "vitest";
import { Player, SILENT } from "./job-player";

/** As much of an audio element as the player uses. */
class FakeAudio extends EventTarget {
  src = "";
  preload = "";
  currentTime = 0;
  play = vi.fn(() => {
    this.dispatchEvent(new Event("play"));
    return Promise.resolve();
  });
  pause = vi.fn(() => {
    this.dispatchEvent(new Event("pause"));
  });
  load = vi.fn();
  removeAttribute = vi.fn(() => {
    this.src = "";
  });
  tell(name: string): void {
    this.dispatchEvent(new Event(name));
  }
}

let audio: FakeAudio;
let player: Player;

beforeEach(() => {
  audio = new FakeAudio();
  player = new Player(
    (takeId) => `/take/${takeId}`,
    () => audio as unknown as HTMLAudioElement,
  );
});

describe("the player", () => {
  it("loads a take and plays it", () => {
    player.play(7);
    expect(audio.src).toBe("/take/7");
    expect(player.read()).toEqual({ takeId: 7, isPlaying: true, position: 0, problem: null });
  });

  it("goes on where it was, and pauses what plays", () => {
    player.play(7);
    audio.currentTime = 30.7;
    audio.tell("timeupdate");
    player.toggle(7);
    expect(player.read()).toMatchObject({ isPlaying: false, position: 30 });
    player.toggle(7);
    expect(audio.currentTime).toBe(30.7);
    expect(player.read().isPlaying).toBe(true);
  });

  it("plays from a place in another take", () => {
    player.play(7);
    player.play(8, 12);
    expect(audio.src).toBe("/take/8");
    expect(audio.currentTime).toBe(12);
  });

  it("plays what follows, and rests at the end", () => {
    player.follow((takeId) => (takeId === 7 ? 8 : null));
    player.play(7);
    audio.tell("ended");
    expect(player.read()).toMatchObject({ takeId: 8, isPlaying: true });
    audio.tell("ended");
    expect(player.read()).toMatchObject({ takeId: 8, isPlaying: false });
  });

  it("says that a file could not be played", () => {
    player.play(7);
    audio.tell("error");
    expect(player.read().problem).toContain("could not be played");
    player.play(8);
    expect(player.read().problem).toBeNull();
  });

  it("tells its watchers only of what changed", () => {
    const watcher = vi.fn();
    const leave = player.subscribe(watcher);
    player.play(7);
    const told = watcher.mock.calls.length;
    audio.tell("timeupdate");
    expect(watcher).toHaveBeenCalledTimes(told);
    leave();
    player.close();
    expect(watcher).toHaveBeenCalledTimes(told);
  });

  it("is silent once closed", () => {
    player.play(7);
    player.close();
    expect(player.read()).toEqual(SILENT);
    expect(audio.removeAttribute).toHaveBeenCalledWith("src");
  });
});
