import { expect } from "chai";

import { formatTime } from "../../cli/format-time";
import { parseSince } from "../../cli/parse-since";

describe("times on the command line", () => {
    const parse = (text: string) => new Date(parseSince(text) * 1000).toISOString();

    it("are in UTC, unless they have a zone", () => {
        const zone = process.env.TZ;
        process.env.TZ = "America/New_York";
        try {
            expect(parse("2026-11-01")).to.equal("2026-11-01T00:00:00.000Z");
            expect(parse("2026-11-01T12:00")).to.equal("2026-11-01T12:00:00.000Z");
            expect(parse("2026-11-01 12:00:30")).to.equal("2026-11-01T12:00:30.000Z");
            expect(parse("2026-11-01T12:00Z")).to.equal("2026-11-01T12:00:00.000Z");
            expect(parse("2026-11-01T12:00+01:00")).to.equal("2026-11-01T11:00:00.000Z");
        } finally {
            zone === undefined ? delete process.env.TZ : (process.env.TZ = zone);
        }
    });

    it("may be as commands write them", () => {
        const written = formatTime(Date.UTC(2026, 10, 27, 16, 53, 45));

        expect([written, parse(written)]).to.deep.equal(["2026-11-27 16:53:45Z", "2026-11-27T16:53:45.000Z"]);
    });
});
