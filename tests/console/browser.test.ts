import { expect } from "chai";
import type { Browser, BrowserContext, Page } from "playwright-core";

import { type ConsoleSystem, startConsoleSystem } from "./console-system";
import { findBrowser, launchBrowser } from "./find-browser";

describe("the console in a browser", function () {
    this.timeout(180_000);
    let system: ConsoleSystem;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    /** What the page did that it must not: errors, and requests to elsewhere. */
    let wrong: string[];

    before(async function () {
        const file = findBrowser();
        if (file === undefined) {
            if (process.env.BROWSER_TESTS === "required") {
                throw new Error(
                    "no Chromium is installed, and BROWSER_TESTS=required: install it, or name it in CHROMIUM",
                );
            }
            console.log(
                "    Skipped: no Chromium is installed (on Debian: apt-get install chromium), or named in CHROMIUM.",
            );
            this.skip();
        }
        [system, browser] = await Promise.all([startConsoleSystem(), launchBrowser(file)]);
        // For all tests: a context and its processes take more than a second of CPU.
        context = await browser.newContext();
        context.setDefaultTimeout(30_000);
        context.on("weberror", (error) => wrong.push(error.error().message));
        context.on("console", (message) => void (message.type() === "error" && wrong.push(message.text())));
        context.on("request", (request) => {
            if (!request.url().startsWith(origin()) && !request.url().startsWith("data:")) {
                wrong.push(request.url());
            }
        });
        wrong = [];
        page = await context.newPage();
        await page.goto(system.web.url);
    });

    after(async () => {
        await browser?.close();
        await system?.stop();
    });

    beforeEach(async () => {
        wrong = [];
        // A click shows a page anew, as a load would, for half of its CPU.
        await show("Events");
    });

    afterEach(async function () {
        if (this.currentTest?.isFailed() === true) {
            // It may have left a dialog open.
            await page.goto(system.web.url);
        }
        expect(wrong).to.deep.equal([]);
    });

    const origin = () => new URL(system.web.url).origin;
    const show = (name: string) => page.getByRole("link", { name, exact: true }).click();
    const row = (text: string) => page.getByRole("listitem").filter({ hasText: text });

    it("opens at the address of any page, and leaves the token out of it", async () => {
        await page.goto(system.web.url.replace("/?", "/metrics?"));
        await page.getByRole("heading", { name: "Metrics" }).waitFor();

        expect(page.url()).to.equal(`${origin()}/metrics`);
    });

    it("mends by clicks what a handler failed: noticed, found, understood, redriven, confirmed", async () => {
        const nobody = { "data.object.customer_email": null };
        const { id } = await system.post("invoice.paid", nobody);
        const { id: other } = await system.post("invoice.paid", nobody);
        await system.lettersAre("receipts", 2);

        await row("invoice.paid").getByText("failed").nth(1).waitFor();
        await show("Dead letters");
        const cause = page.getByRole("article").filter({ hasText: "Cannot read properties of null (reading 'trim')" });
        await cause.getByRole("button", { name: "Show letters" }).click();
        await cause.getByRole("link", { name: id }).click();
        expect(page.url()).to.equal(`${origin()}/events/${id}`);
        await page.getByText("receipts dead letter").waitFor();
        await page.getByText("TypeError: Cannot read properties of null").first().waitFor();

        await system.mend();
        await page.getByRole("link", { name: "redrive or drop it" }).click();
        await cause.getByRole("button", { name: "Redrive all 2" }).click();
        await page.getByText("No dead letters: every event was handled.").waitFor();

        await show("Events");
        for (const one of [id, other]) {
            await page.getByLabel("Search").fill(one);
            await row("invoice.paid").getByText("applied").waitFor();
        }
        await row("invoice.paid").getByRole("link", { name: "invoice.paid" }).click();
        await page.getByText("receipts settled").waitFor();
    });

    it("shows an event that is sent from its own page in the list, live", async () => {
        await system.post("customer.created");
        await show("Send");
        await page.getByLabel("Type", { exact: true }).fill("customer.created");
        await page.getByLabel("Fields to set").fill("email=live@example.com");
        await page.getByRole("button", { name: "Send" }).click();
        const id = (await page.getByRole("link", { name: /^evt_/ }).textContent()) ?? "";

        await show("Events");
        await page.getByLabel("Search").fill(id);
        await row("customer.created").getByText("applied").waitFor();
        expect(await page.getByRole("status").textContent()).to.match(/^1 of [\d,]+ events$/);

        await show("Events");
        await page
            .getByRole("status")
            .getByText(/^[\d,]+ events$/)
            .waitFor();
        expect(await page.getByLabel("Search").inputValue()).to.equal("");
    });

    it("has a story told, and shows its customer and the history of the subscription", async () => {
        await show("Send");
        await page.getByLabel("Story").selectOption("upgrade-mid-cycle");
        await page.getByRole("button", { name: "Tell it" }).click();
        await page.getByRole("link", { name: /^cus_/ }).click();

        await page.getByRole("heading", { name: /^Subscriptions/ }).waitFor();
        await page.getByRole("link", { name: /^sub_/ }).first().click();
        await page.getByRole("heading", { name: "subscription" }).waitFor();
        await page.getByRole("row").filter({ hasText: "items.data.0" }).first().waitFor();
    });

    it("shows what becomes of an object at once, while its page is looked at", async () => {
        const { created, data } = await system.post("customer.subscription.created");
        const { id } = data.object as { id: string };
        await page.goto(`${origin()}/objects/${id}`);
        const badge = (status: string) => page.locator(".toolbar").getByText(status, { exact: true });
        await badge("active").waitFor();

        await system.post("customer.subscription.updated", {
            created: created + 1,
            "data.object.id": id,
            "data.object.status": "paused",
        });

        // Sooner than the page would ask again by itself.
        await badge("paused").waitFor({ timeout: 7_000 });
    });

    it("asks before it drops letters", async () => {
        await system.send("receipts", { not: "an event" });
        await show("Dead letters");

        await page.getByRole("button", { name: "Drop …" }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByText("This cannot be undone.").waitFor();
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "detached" });
        expect(await system.letters("receipts")).to.deep.equal([1, 0]);

        await page.getByRole("button", { name: "Drop …" }).click();
        await dialog.getByRole("button", { name: "Drop" }).click();
        await page.getByText("No dead letters: every event was handled.").waitFor();
        expect(await system.letters("receipts")).to.deep.equal([0, 0]);
    });

    it("replays the archive, and shows the end", async () => {
        await show("Replay");
        await page.getByLabel("Who gets the events").selectOption("billing-state");
        await page.getByRole("button", { name: "Replay" }).click();

        await page.getByText("COMPLETED").waitFor();
    });

    it("replays some types", async () => {
        await show("Replay");
        await page.getByLabel("Types").fill("invoice.paid, customer.subscription.*");
        await page.getByRole("button", { name: "Replay" }).click();
        await page.getByText("COMPLETED").waitFor();
    });

    it("asks before it pauses a subscription, and has it go on with what came meanwhile", async () => {
        await show("Subscriptions");
        const receipts = page.getByRole("article").filter({ has: page.getByText("receipts", { exact: true }) });
        await receipts.getByRole("button", { name: "Pause …" }).click();
        await page.getByRole("dialog").getByText("its events wait in its dead-letter queue").waitFor();
        await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
        await receipts.getByText("paused", { exact: true }).waitFor();

        await system.post("invoice.paid", { "data.object.customer_email": "browser@example.com" });
        await system.lettersAre("receipts", 1);
        await receipts.getByRole("button", { name: "Resume" }).click();
        await receipts.getByText("Events that came meanwhile and were redriven: 1").waitFor();
        await system.lettersAre("receipts", 0);
    });

    it("charts the metrics, and draws the program with its counts", async () => {
        await show("Metrics");
        await page.locator("figure canvas").first().waitFor();
        expect(await page.locator("figure").count()).to.equal(6);

        await show("Graph");
        await page.locator("svg text").getByText("receipts").first().waitFor();
        await page.locator("svg title").filter({ hasText: "events recorded" }).first().waitFor({ state: "attached" });
    });

    it("can be used by the keyboard alone", async () => {
        await system.post("customer.created", { "data.object.name": "Keyboard" });
        await row("customer.created").first().waitFor();

        await page.keyboard.press("/");
        await page.keyboard.type("customer.created");
        await page.keyboard.press("Escape");
        await page.keyboard.press("j");
        await page.keyboard.press("Enter");
        await page.getByRole("heading", { name: "customer.created" }).waitFor();
        await page.keyboard.press("Escape");
        await page.getByLabel("Search").waitFor();
        await page.keyboard.press("?");
        await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
        await page.keyboard.press("Escape");
        await page.keyboard.press("g");
        await page.keyboard.press("m");
        await page.getByRole("heading", { name: "Metrics" }).waitFor();
    });

    it("lists 100,000 events, and draws only those that are seen", async () => {
        const many = await context.newPage();
        await many.addInitScript(feed);
        await many.goto(origin());

        await many.getByText("100,000 events").waitFor();
        expect(await many.getByRole("listitem").count()).to.be.lessThan(100);
        await many.evaluate("document.querySelector('[role=list]').scrollTop = 1e9");
        await many.locator('a[href="/events/evt_000000"]').waitFor();
        expect(await many.getByRole("listitem").count()).to.be.lessThan(100);
        await many.getByLabel("Search").fill("in_50000");
        await many.getByText("1 of 100,000 events").waitFor();
        await many.close();
    });

    it("fits screens of 390 and of 1280 pixels, light and dark", async () => {
        const screens = [
            [390, "dark"],
            [1280, "dark"],
            [390, "light"],
        ] as const;

        for (const name of ["Events", "Dead letters", "Subscriptions", "Replay", "Metrics", "Graph", "Send"]) {
            await show(name);
            for (const [width, colorScheme] of screens) {
                await page.setViewportSize({ width, height: 800 });
                await page.emulateMedia({ colorScheme });
                await page.locator("section").waitFor();
                const [excess, red] = await page.evaluate<[number, number]>(measure);
                expect(excess, `${name} in ${width} pixels`).to.equal(0);
                expect(red < 128, `${name}, ${colorScheme}`).to.equal(colorScheme === "dark");
            }
        }
    });
});

/**
 * How much wider a page is than its screen, and the red of its background. The document is never wider, as `main` scrolls what
 * it has. Charts follow their size in the next frame.
 */
const measure = `(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const [red] = getComputedStyle(document.body).backgroundColor.match(/\\d+/);
    const { scrollWidth, clientWidth } = document.querySelector("main");
    return [Math.max(document.documentElement.scrollWidth - innerWidth, scrollWidth - clientWidth), Number(red)];
})()`;

/** Stands for the feed of the server: its 10 MB would take half a second of CPU on their way through the browser's driver. */
const feed = `EventSource = class extends EventTarget {
    constructor() {
        super();
        const rows = Array.from({ length: 100_000 }, (_, index) => {
            const id = "evt_" + String(index).padStart(6, "0");
            return { key: id, id, type: "invoice.paid", objectId: "in_" + index, outcome: "applied", at: index };
        });
        setTimeout(() => {
            this.dispatchEvent(new MessageEvent("rows", { data: JSON.stringify(rows) }));
            this.dispatchEvent(new MessageEvent("state", { data: '{"failure":null}' }));
        });
    }
}`;
