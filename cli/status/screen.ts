import type { Output } from "local-cloud/command";

/** Where keys come from: `process.stdin`, or a stream of a test. */
export type Keys = NodeJS.EventEmitter & {
    isTTY?: boolean;
    setRawMode?: (on: boolean) => unknown;
    resume: () => unknown;
    pause: () => unknown;
};

/** A terminal's alternate screen. */
export interface Screen {
    /** Is aborted when the person is done: q, Escape or Ctrl-C, or a signal. */
    done: AbortSignal;
    /** Shows `text` and nothing else. */
    draw(text: string): void;
    /** Brings back what was there before. */
    close(): void;
}

const enter = "\u001b[?1049h\u001b[?25l";
const leave = "\u001b[?25h\u001b[?1049l";
const home = "\u001b[H";
const clearLine = "\u001b[K";
const clearBelow = "\u001b[J";
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Opens it. Ctrl-C comes as a key, as the terminal sends keys one by one. */
export function openScreen(output: Output, keys: Keys = process.stdin): Screen {
    const controller = new AbortController();
    const end = () => controller.abort();
    const press = (key: Buffer) => {
        if (["q", "Q", "\u0003", "\u001b"].includes(key.toString())) {
            end();
        }
    };
    const close = () => {
        signals.forEach((signal) => process.off(signal, end));
        process.off("exit", close);
        keys.off("data", press);
        keys.setRawMode?.(false);
        keys.pause();
        output.write(leave);
    };
    signals.forEach((signal) => process.on(signal, end));
    process.on("exit", close);
    if (keys.isTTY === true) {
        keys.setRawMode?.(true);
    }
    keys.on("data", press);
    keys.resume();
    output.write(enter);
    return {
        done: controller.signal,
        draw: (text) => {
            // Line by line over what was there, which does not flicker.
            const lines = text.trimEnd().split("\n");
            output.write(home + lines.map((line) => line + clearLine).join("\r\n") + clearBelow);
        },
        close,
    };
}
