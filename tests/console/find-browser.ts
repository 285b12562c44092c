import { existsSync } from "node:fs";

import { type Browser, chromium } from "playwright-core";

/** Where Debian, Ubuntu's runners and macOS have it. */
const places = [
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The file of an installed Chromium: that of the variable CHROMIUM, or where systems have it. */
export function findBrowser(): string | undefined {
    return [process.env.CHROMIUM ?? "", ...places].find((place) => existsSync(place));
}

export function launchBrowser(executablePath: string): Promise<Browser> {
    // Chromium has no sandbox for root, as whom CI runs.
    return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}
