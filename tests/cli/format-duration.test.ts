import { expect } from "chai";

import { formatAge, formatDuration, formatLatency } from "../../cli/format-duration";

describe("durations", () => {
    it("are in the unit that one reads at a glance", () => {
        const shown = [0, 0.4, 14.2, 999, 1_000, 1_240, 14_200, 59_900, 90_000, 3_600_000, 86_400_000].map(
            formatDuration,
        );

        expect(shown).to.deep.equal(["0ms", "0ms", "14ms", "999ms", "1s", "1.2s", "14s", "60s", "1.5min", "1h", "24h"]);
    });

    it("show of a latency what is known", () => {
        expect(formatLatency({ p50: 3, p99: 1200 })).to.equal("3ms/1.2s");
        expect(formatLatency({ p50: undefined, p99: 1200 })).to.equal("1.2s");
        expect(formatLatency({ p50: undefined, p99: undefined })).to.equal("");
    });

    it("tell how long ago something was", () => {
        const minute = 60_000;
        const shown = [0, 59_999, minute, 119 * minute, 120 * minute, 47 * 60 * minute, 48 * 60 * minute].map(
            formatAge,
        );

        expect(shown).to.deep.equal([
            "0 seconds",
            "59 seconds",
            "1 minute",
            "119 minutes",
            "2 hours",
            "47 hours",
            "2 days",
        ]);
    });
});
