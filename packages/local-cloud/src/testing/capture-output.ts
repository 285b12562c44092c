import { Writable } from "node:stream";

import type { Output } from "../tool/terminal";

/** A stream that remembers what was written to it. */
export interface CapturedOutput extends Output {
    text(): string;
}

/** @param isTTY whether it passes for a terminal. @default false */
export function captureOutput(isTTY = false): CapturedOutput {
    let text = "";
    const stream = new Writable({
        write(chunk: Buffer, _encoding, done) {
            text += chunk.toString();
            done();
        },
    });
    return Object.assign(stream, { isTTY, columns: 80, text: () => text });
}
