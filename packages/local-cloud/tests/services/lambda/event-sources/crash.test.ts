import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { until } from "../../../../src/testing/until";

/** When the process is killed: how many changes are acknowledged by then, and how many more the function has noted. */
const kills = [
    { acknowledged: 1, noted: 0 },
    { acknowledged: 100, noted: 40 },
    { acknowledged: 60, noted: 120 },
    { acknowledged: 150, noted: 10 },
];

describe("an event source mapping whose process is killed", () => {
    let folder: string;

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "mapping-crash-"));
    });

    // What the last kill ended may still close its files.
    afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

    it("brings every change that was acknowledged, and an item's never in another order", async function () {
        this.timeout(120_000);
        const notes = join(folder, "notes");
        const readNotes = () => (existsSync(notes) ? readFileSync(notes, "utf8").trimEnd().split("\n") : []);
        const acknowledged = new Map<string, number>();

        for (const [runs, kill] of [...kills, undefined].entries()) {
            const child = spawn(
                process.execPath,
                [
                    "-r",
                    require.resolve("../../../../typescript.cjs"),
                    join(__dirname, "crash-cloud.ts"),
                    join(folder, "data"),
                    notes,
                    String(runs),
                ],
                { stdio: ["ignore", "pipe", "inherit"] },
            );
            const closed = once(child, "close");
            const before = readNotes().length;
            let output = "";
            child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
            const readLines = () => output.split("\n").slice(0, -1);
            await (kill === undefined
                ? until(
                      "all changes",
                      () => [...acknowledged].every(([id, n]) => readNotes().includes(`${id} ${n}`)),
                      60,
                  )
                : until(
                      "the moment to kill",
                      () => readLines().length >= kill.acknowledged && readNotes().length - before >= kill.noted,
                      60,
                  ));
            child.kill("SIGKILL");
            await closed;
            for (const line of readLines()) {
                const [id = "", n] = line.split(" ");
                acknowledged.set(id, Math.max(acknowledged.get(id) ?? 0, Number(n)));
            }
        }

        expect(acknowledged.size).to.equal(6);
        for (const id of acknowledged.keys()) {
            const numbers = readNotes()
                .filter((note) => note.startsWith(`${id} `))
                .map((note) => Number(note.split(" ")[1]));
            // At least once: what was not saved comes again, from some point on and in the same order.
            numbers.forEach((n, place) => {
                expect(n, `${id} after ${numbers[place - 1]}`).to.be.at.most((numbers[place - 1] ?? 0) + 1);
            });
        }
    });
});
