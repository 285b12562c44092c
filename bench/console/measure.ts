import type { CDPSession, Page } from "playwright-core";

import type { EventRow } from "../../console/model/event-row";
import { startConsole } from "../../console/server/start-console";
import { percentiles } from "../local/percentiles";
import { findBrowser, launchBrowser } from "../../tests/console/find-browser";

export interface ConsoleReport {
    events: number;
    /** From the navigation, by the browser's own measure. */
    firstPaintMs: number;
    /** From the reload until the list says how many there are. */
    listedMs: number;
    /** From the last key of a search until the list shows what it found. */
    filterMs: number;
    frames: number;
    /** From one frame to the next while the list is scrolled. */
    frameMs: { p50: number; p99: number; max: number };
    /** Processor time of the page's own thread for a frame: what others on the machine do counts for nothing. */
    taskMs: number;
}

/**
 * Measures the console's page in a Chromium, with a list of events that no stack has.
 *
 * @throws Error when no Chromium is installed
 */
export async function measureConsole(events: number): Promise<ConsoleReport> {
    const file = findBrowser();
    if (file === undefined) {
        throw new Error("no Chromium is installed (on Debian: apt-get install chromium), or named in CHROMIUM");
    }
    const web = await startConsole({
        port: 0,
        findDeployment: () => Promise.reject(new Error("there is no stack in this measurement")),
    });
    const browser = await launchBrowser(file);
    try {
        const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
        const body = makeFeed(events);
        await page.route("**/api/feed", (route) => route.fulfill({ contentType: "text/event-stream", body }));
        await page.goto(web.url);
        const start = performance.now();
        await page.reload();
        await page.getByText(`${events.toLocaleString("en-US")} events`).waitFor();
        const listedMs = performance.now() - start;
        const firstPaintMs = await page.evaluate<number>(
            'performance.getEntriesByName("first-contentful-paint")[0].startTime',
        );
        const session = await page.context().newCDPSession(page);
        await session.send("Performance.enable", { timeDomain: "threadTicks" });
        const before = await readTaskMs(session);
        const gaps = await page.evaluate<number[]>(scroll);
        const taskMs = ((await readTaskMs(session)) - before) / gaps.length;
        const filterMs = await filter(page, events);
        const frameMs = { ...percentiles(gaps), max: Math.max(...gaps) };
        return { events, firstPaintMs, listedMs, filterMs, frames: gaps.length, frameMs, taskMs };
    } finally {
        await browser.close();
        await web.close();
    }
}

/** In messages of as many rows as the server sends at once. */
function makeFeed(events: number): string {
    const rowsPerMessage = 2_000;
    const rows = Array.from({ length: events }, (_, index): EventRow => {
        const id = `evt_${index}`;
        return { key: id, id, type: "invoice.paid", objectId: `in_${index}`, outcome: "applied", at: index };
    }).reverse();
    const messages: string[] = [];
    for (let first = 0; first < events; first += rowsPerMessage) {
        messages.push(`event: rows\ndata: ${JSON.stringify(rows.slice(first, first + rowsPerMessage))}\n\n`);
    }
    return `retry: 1000000\n${messages.join("")}event: state\ndata: {"failure":null}\n\n`;
}

/** Scrolls for three seconds, 2,000 pixels a frame; gives the times from each frame to the next, in milliseconds. */
const scroll = `new Promise((resolve) => {
    const list = document.querySelector("[role=list]");
    const gaps = [];
    const end = performance.now() + 3000;
    let last = performance.now();
    requestAnimationFrame(function step(now) {
        gaps.push(now - last);
        last = now;
        list.scrollTop += 2000;
        if (now < end) {
            requestAnimationFrame(step);
        } else {
            resolve(gaps.slice(1));
        }
    });
})`;

/** Processor time of the page's thread since it began to be counted, in milliseconds. */
async function readTaskMs(session: CDPSession): Promise<number> {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
}

async function filter(page: Page, events: number): Promise<number> {
    const start = performance.now();
    await page.getByLabel("Search").fill(`evt_${events - 1}`);
    await page.getByText(`1 of ${events.toLocaleString("en-US")} events`).waitFor();
    return performance.now() - start;
}
