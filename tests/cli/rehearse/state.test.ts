import { expect } from "chai";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Rehearsal } from "../../../cli/rehearse/rehearsal";
import { state } from "../../../cli/rehearse/steps/state";

const value = 'whsec_"quoted"';

describe("the search for secrets in the state", () => {
    let stateFolder: string;
    let rehearsal: Rehearsal;

    beforeEach(async () => {
        stateFolder = await mkdtemp(path.join(tmpdir(), "state-"));
        await mkdir(path.join(stateFolder, "backups"));
        const config = { "p:signingSecret": { value, secret: true }, "p:mode": { value: "test", secret: false } };
        rehearsal = { environment: { stateFolder, config } } as unknown as Rehearsal;
    });
    afterEach(() => rm(stateFolder, { recursive: true }));

    it("finds none in a state that has none", async () => {
        await writeFile(path.join(stateFolder, "dev.json"), JSON.stringify({ mode: "test", ciphertext: "v1:…" }));

        expect(await state.run(rehearsal)).to.equal("1 kept, none in plain text in 1 files");
    });

    for (const [how, spelt] of [
        ["as JSON writes it", value],
        ["in base64", Buffer.from(value).toString("base64")],
    ] as const) {
        it(`finds one ${how}, also in a backup, and names its resource`, async () => {
            const checkpoint = { resources: [{ urn: "urn:first" }, { urn: "urn:second", outputs: { spelt } }] };
            await writeFile(path.join(stateFolder, "backups", "dev.json"), JSON.stringify(checkpoint));

            const error = await state.run(rehearsal).catch((reason: Error) => reason);

            expect((error as Error).message)
                .to.include("p:signingSecret")
                .and.to.include("urn:second")
                .and.not.to.include(value);
        });
    }
});
