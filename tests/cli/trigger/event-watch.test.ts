import { expect } from "chai";

import { EventWatch } from "../../../cli/trigger/event-watch";
import { manualClock } from "local-cloud/testing";

interface Entry {
    eventId: string;
}

describe("EventWatch", () => {
    function create(timeoutSeconds = 10) {
        const clock = manualClock();
        const there = new Set<string>();
        const asked: (readonly string[])[] = [];
        const read = (ids: readonly string[]): Promise<Entry[]> => {
            asked.push(ids);
            return Promise.resolve(ids.filter((id) => there.has(id)).map((eventId) => ({ eventId })));
        };
        return {
            clock,
            there,
            asked,
            watch: new EventWatch({ read, clock, timeoutSeconds, intervalMilliseconds: 50 }),
        };
    }

    it("looks until the entry is there, and then no more", async () => {
        const { clock, there, asked, watch } = create();
        const entry = watch.entry("evt_1");

        await clock.advance(100);
        there.add("evt_1");
        await clock.advance(50);

        expect(await entry).to.deep.equal({ eventId: "evt_1" });
        expect(asked).to.have.length(4);
        expect(clock.pending()).to.equal(0);
    });

    it("gives up on an event after its time, and not on one that came later", async () => {
        const { clock, there, watch } = create(1);
        const early = watch.entry("evt_1").catch((error: Error) => error.message);
        await clock.advance(600);
        const late = watch.entry("evt_2");

        await clock.advance(600);
        there.add("evt_2");
        await clock.advance(100);

        expect(await early).to.equal("evt_1 was accepted, but not applied in 1 s");
        expect(await late).to.deep.equal({ eventId: "evt_2" });
    });

    it("takes an entry that comes in the last moment", async () => {
        const { clock, there, watch } = create(1);
        const entry = watch.entry("evt_1");

        await clock.advance(990);
        there.add("evt_1");
        await clock.advance(60);

        expect(await entry).to.deep.equal({ eventId: "evt_1" });
    });

    it("asks for at most 100 at a time", async () => {
        const { clock, there, asked, watch } = create();
        const ids = Array.from({ length: 250 }, (_, index) => `evt_${index}`);
        const entries = Promise.all(ids.map((id) => watch.entry(id)));

        ids.forEach((id) => there.add(id));
        await clock.advance(50);

        expect((await entries).map(({ eventId }) => eventId)).to.deep.equal(ids);
        expect(Math.max(...asked.map(({ length }) => length))).to.equal(100);
    });

    it("fails all that wait when the ledger cannot be read, and looks again for the next", async () => {
        const clock = manualClock();
        let broken = true;
        const read = (ids: readonly string[]): Promise<Entry[]> =>
            broken ? Promise.reject(new Error("no table")) : Promise.resolve(ids.map((eventId) => ({ eventId })));
        const watch = new EventWatch({ read, clock, timeoutSeconds: 10 });

        const first = await watch.entry("evt_1").catch((error: Error) => error.message);
        broken = false;
        const second = await watch.entry("evt_2");

        expect(first).to.equal("no table");
        expect(second).to.deep.equal({ eventId: "evt_2" });
    });
});
