import { expect } from "chai";
import { ClassicLevel } from "classic-level";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { checkLevelFolder } from "../../../local/leveldb/check-folder";
import { readLog } from "../../../local/leveldb/log";
import { fillLevel } from "./filled-level";

describe("checkLevelFolder", () => {
    let base: string;
    /** Of a LevelDB that has changed its files many times since it was opened, closed. */
    let busy: string;
    /** The same after a few writes more: with tables and one log. */
    let kept: string;
    let folder: string;

    before(async () => {
        base = await mkdtemp(path.join(tmpdir(), "level-"));
        busy = path.join(base, "busy");
        kept = path.join(base, "kept");
        await fillLevel(busy, () => randomBytes(3000).toString("base64"), 310);
        await cp(busy, kept, { recursive: true });
        await fillLevel(kept, () => "last ".repeat(400), 22);
    });

    after(() => rm(base, { recursive: true }));

    beforeEach(async () => {
        folder = path.join(base, "folder");
        await copyOf(kept);
    });

    /** `folder`, with the files of `other`. */
    async function copyOf(other: string): Promise<string> {
        await rm(folder, { recursive: true, force: true });
        await cp(other, folder, { recursive: true });
        return folder;
    }

    async function file(pattern: RegExp): Promise<string> {
        const name = (await readdir(folder)).sort().find((one) => pattern.test(one));
        return path.join(folder, name ?? `no ${pattern}`);
    }

    async function change(pattern: RegExp, edit: (bytes: Buffer) => unknown): Promise<string> {
        const name = await file(pattern);
        const bytes = await readFile(name);
        edit(bytes);
        await writeFile(name, bytes);
        return name;
    }

    /** What it is refused with, if it is. */
    async function refusal(): Promise<string | undefined> {
        return checkLevelFolder(folder).then(
            () => undefined,
            (error: Error) => error.message,
        );
    }

    /** The values of all keys, as LevelDB has them. */
    async function contents(of: string): Promise<string[]> {
        const level = new ClassicLevel(of);
        const values = await level.values().all();
        await level.close();
        return values;
    }

    it("takes a folder as it was left, one that is not there, and one that was only just made", async () => {
        const fresh = path.join(base, "fresh");
        await fillLevel(fresh, () => "", 0);

        await checkLevelFolder(folder);
        await checkLevelFolder(path.join(base, "none"));
        await checkLevelFolder(fresh);

        expect(await refusal()).to.equal(undefined);
    });

    it("takes what a process leaves that is killed at any moment", async function () {
        this.timeout(120_000);
        folder = path.join(base, "killed");
        const refusals: (string | undefined)[] = [];

        for (let turn = 0; turn < 10; turn++) {
            await writeUntilKilled(folder, Math.random() * 200);
            refusals.push(await refusal());
        }

        expect(refusals).to.deep.equal(Array.from({ length: 10 }, () => undefined));
    });

    it("refuses a manifest that is cut off anywhere, unless nothing is lost by it", async () => {
        const manifest = await readFile(path.join(busy, (await readFile(path.join(busy, "CURRENT"), "utf8")).trim()));
        let end = 0;
        const ends = readLog(manifest).records.map(({ length }) => (end += length + 7));
        const whole = await contents(await copyOf(busy));
        const lost: number[] = [];
        const refused: number[] = [];

        for (const cut of [0, ...ends.slice(0, -1), ...ends.map((at) => at - 9)]) {
            await copyOf(busy);
            await truncate(await file(/^MANIFEST/), cut);
            if ((await refusal()) !== undefined) {
                refused.push(cut);
            } else if (JSON.stringify(await contents(folder)) !== JSON.stringify(whole)) {
                lost.push(cut);
            }
        }

        expect(lost).to.deep.equal([]);
        expect(refused).to.have.length.above(5);
    });

    const damages: { [what: string]: [file: RegExp, reason: RegExp, damage: (name: string) => Promise<unknown>] } = {
        "without CURRENT": [/^CURRENT$/, /missing/, (name) => rm(name)],
        "whose CURRENT names no manifest": [/^CURRENT$/, /names no manifest/, (name) => writeFile(name, "\0\0\0\0\n")],
        "without its manifest": [/^MANIFEST/, /missing/, (name) => rm(name)],
        "whose manifest was emptied": [/^MANIFEST/, /names no log/, (name) => writeFile(name, "")],
        "without the log that its manifest names": [/\.log$/, /missing/, (name) => rm(name)],
        "without a table that its manifest names": [/\.ldb$/, /missing/, (name) => rm(name)],
        "with a table that was cut off": [/\.ldb$/, /has 1000 bytes of \d+/, (name) => truncate(name, 1000)],
    };
    for (const [what, [pattern, reason, damage]] of Object.entries(damages)) {
        it(`refuses a folder ${what}`, async () => {
            const name = await file(pattern);
            await damage(name);

            const message = await refusal();

            expect(message).to.include(`${name} is damaged`).and.to.include("Nothing was changed: put a copy");
            expect(message).to.match(reason);
        });
    }

    const changes: { [what: string]: [file: RegExp, edit: (bytes: Buffer) => unknown] } = {
        "a bit of a manifest": [/^MANIFEST/, flip(-1)],
        "a bit of a log": [/\.log$/, flip(100)],
        "a bit of a log's last record": [/\.log$/, flip(-1)],
        "the length of a log's record, so that it ends beyond the log": [/\.log$/, flip(32_768 + 5, 0x40)],
        "zeros in the middle of a log": [/\.log$/, (bytes) => bytes.fill(0, 0, 40_000)],
        "a bit of a table's first block": [/\.ldb$/, flip(10)],
        "a bit of a table's index": [/\.ldb$/, flip(-60)],
        "a bit of a table's end": [/\.ldb$/, flip(-1)],
    };
    for (const [what, [pattern, edit]] of Object.entries(changes)) {
        it(`refuses a folder where time has changed ${what}`, async () => {
            const name = await change(pattern, edit);

            expect(await refusal()).to.include(`${name} is damaged`);
        });
    }

    it("takes a log that is empty, as it is when it was only just made", async () => {
        await truncate(await file(/\.log$/), 0);

        expect(await refusal()).to.equal(undefined);
    });

    it("takes a log and a manifest that end with zeros, as after a power cut", async () => {
        for (const name of [await file(/\.log$/), await file(/^MANIFEST/)]) {
            await writeFile(name, Buffer.concat([await readFile(name), Buffer.alloc(50_000)]));
        }

        expect(await refusal()).to.equal(undefined);
    });

    it("takes damage to files that LevelDB does not read any more", async () => {
        await writeFile(path.join(folder, "000001.log"), Buffer.alloc(100, 7));
        await writeFile(path.join(folder, "000002.ldb"), Buffer.alloc(100, 7));
        await writeFile(path.join(folder, "999999.ldb"), Buffer.alloc(100, 7));

        expect(await refusal()).to.equal(undefined);
    });
});

/** Turns bits at a place over, counted from the end when it is below 0. */
function flip(place: number, bits = 1): (bytes: Buffer) => void {
    return (bytes) => {
        const at = (place + bytes.length) % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(at) ^ bits, at);
    };
}

/** Runs level-writer.ts, and kills it `delay` milliseconds after it began to open the folder. */
async function writeUntilKilled(folder: string, delay: number): Promise<void> {
    const script = path.join(__dirname, "level-writer.ts");
    const child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", script, folder], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, delay));
    child.kill("SIGKILL");
    await closed;
    expect(child.signalCode).to.equal("SIGKILL");
}
