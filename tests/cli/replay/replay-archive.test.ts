import { CancelReplayCommand, DescribeReplayCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";

import { computeSettleMs, followReplay } from "../../../cli/replay/replay-archive";

describe("following a replay", () => {
    const client = new EventBridgeClient({ region: "us-east-1" });
    const events = mockClient(client);

    beforeEach(() => events.reset());

    it("cancels it once when it is told to, and follows it until it has ended", async () => {
        const reached = new Date("2026-11-01T12:00:00Z");
        events
            .on(DescribeReplayCommand)
            .resolvesOnce({ State: "RUNNING" })
            .resolvesOnce({ State: "RUNNING", EventLastReplayedTime: reached })
            .resolvesOnce({ State: "CANCELLING", EventLastReplayedTime: reached })
            .resolves({ State: "CANCELLED", EventLastReplayedTime: reached });
        events.on(CancelReplayCommand).resolves({});
        const interrupted = new AbortController();

        const status = await followReplay(client, "again", {
            signal: interrupted.signal,
            wait: async () => interrupted.abort(),
        });

        expect(status).to.deep.equal({ state: "CANCELLED", reason: undefined, reached: reached.getTime() });
        expect(events.commandCalls(CancelReplayCommand)).to.have.length(1);
    });

    it("takes it for no failure that it ended before it could be cancelled", async () => {
        events.on(DescribeReplayCommand).resolvesOnce({ State: "RUNNING" }).resolves({ State: "COMPLETED" });
        events.on(CancelReplayCommand).rejects(Object.assign(new Error("ended"), { name: "IllegalStatusException" }));

        const { state } = await followReplay(client, "again", { signal: AbortSignal.abort(), wait: async () => {} });

        expect(state).to.equal("COMPLETED");
    });
});

describe("the wait before a replay", () => {
    const minute = 60_000;
    const now = Date.parse("2026-11-01T12:00:00Z");

    it("is as long as the archive may take for the window's last event", () => {
        expect(computeSettleMs(now, now)).to.equal(10 * minute);
        expect(computeSettleMs(now - 4 * minute, now)).to.equal(6 * minute);
        expect(computeSettleMs(now - 10 * minute, now)).to.equal(0);
    });

    it("is no longer when the window ends later than now: what comes until then is not replayed", () => {
        expect(computeSettleMs(now + 60 * minute, now)).to.equal(10 * minute);
    });
});
