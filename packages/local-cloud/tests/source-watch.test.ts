import { expect } from "chai";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, renameSync, rmSync, watch as watchFolder, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { mock } from "node:test";

import { SourceWatch } from "../src/source-watch";
import { until } from "../src/testing/until";

describe("SourceWatch", () => {
    let folder: string;
    let changes: number;
    let watch: SourceWatch;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "watch-"));
        changes = 0;
        watch = new SourceWatch(() => changes++);
    });

    afterEach(() => {
        watch.close();
        rmSync(folder, { recursive: true });
    });

    const file = (name: string) => path.join(folder, name);
    const changed = (times: number) =>
        until(`change ${times}`, () => Promise.resolve(changes >= times || undefined), 5);

    /** Saves the file, and resolves when the folder's watchers know and whatever they put off is done. */
    async function afterSaving(name: string): Promise<void> {
        const other = watchFolder(folder);
        mock.timers.enable({ apis: ["setTimeout"] });
        try {
            const noticed = once(other, "change");
            writeFileSync(file(name), "2");
            await noticed;
            await new Promise((resolve) => setImmediate(resolve));
            mock.timers.tick(60_000);
        } finally {
            mock.timers.reset();
            other.close();
        }
    }

    it("tells of a save, in place or by a new file in the old one's place, once for saves that come together", async () => {
        writeFileSync(file("a.ts"), "1");
        writeFileSync(file("b.ts"), "1");
        watch.add([file("a.ts"), file("b.ts")]);

        writeFileSync(file("a.ts"), "2");
        writeFileSync(file("b.ts"), "2");
        await changed(1);
        expect(changes).to.equal(1);

        writeFileSync(file("a.ts.new"), "3");
        renameSync(file("a.ts.new"), file("a.ts"));
        await changed(2);
        expect(changes).to.equal(2);
    });

    it("tells of a file that was not there, nor its folder", async () => {
        watch.add([file("new/a.ts")]);

        mkdirSync(file("new"));
        await changed(1);
        watch.add([file("new/a.ts")]);
        writeFileSync(file("new/a.ts"), "1");
        await changed(2);

        expect(changes).to.equal(2);
    });

    it("tells of any source in the folder, where one is wanted that nobody can name", async () => {
        watch.add([file("a.ts")]);
        watch.anySource = true;

        await afterSaving("notes.txt");
        expect(changes).to.equal(0);

        writeFileSync(file("b.ts"), "1");
        await changed(1);
    });

    it("tells of nothing else in the folder, and of nothing once it is closed", async () => {
        writeFileSync(file("a.ts"), "1");
        watch.add([file("a.ts")]);

        await afterSaving("notes.txt");
        expect(changes).to.equal(0);

        watch.close();
        await afterSaving("a.ts");
        expect(changes).to.equal(0);
    });
});
