import type { Message } from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { normalizeMessage, pausedCause } from "../../../cli/dlq/cause";
import { LetterGroups } from "../../../cli/dlq/group-letters";
import { readLetter } from "../../../cli/dlq/letter";
import { readPayload } from "../../../cli/dlq/read-payload";

const delivered = {
    id: "8d3c1d4e-0000-4000-8000-000000000001",
    "detail-type": "invoice.paid",
    detail: { id: "evt_1", type: "invoice.paid", created: 1_760_000_000, data: { object: { id: "in_1" } } },
};
const event = {
    id: "evt_1",
    type: "invoice.paid",
    created: 1_760_000_000,
    objectId: "in_1",
    busEventId: delivered.id,
};

function message(body: unknown, attributes: Record<string, string> = {}): Message {
    return {
        MessageId: "m-1",
        Body: typeof body === "string" ? body : JSON.stringify(body),
        Attributes: { SentTimestamp: "1760000100000" },
        MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
        ),
    };
}

const failed = (responsePayload: unknown, condition = "RetriesExhausted") => ({
    requestContext: { requestId: "r-1", functionArn: "arn:f", condition, approximateInvokeCount: 3 },
    requestPayload: delivered,
    ...(responsePayload === undefined ? {} : { responsePayload }),
});

describe("a dead letter", () => {
    it("of EventBridge's has the event as its body, and the reason in its attributes", () => {
        const letter = readLetter(
            message(delivered, {
                RULE_ARN: "arn:rule",
                TARGET_ARN: "arn:f",
                ERROR_CODE: "NO_PERMISSIONS",
                ERROR_MESSAGE: "denied",
                RETRY_ATTEMPTS: "0",
            }),
        );

        expect(letter).to.deep.include({ sender: "EventBridge", attempts: 1, sentAt: 1_760_000_100_000, event });
        expect(letter.cause).to.include({ type: "NO_PERMISSIONS", message: "denied" });
        expect(letter.requestId).to.equal(undefined);
    });

    it("of Lambda's has the error, its trace and the request", () => {
        const letter = readLetter(
            message(
                failed({
                    errorType: "TypeError",
                    errorMessage: "no email in 3 tries\nof cus_1",
                    trace: ["TypeError", "at a"],
                }),
            ),
        );

        expect(letter).to.deep.include({ sender: "Lambda", attempts: 3, requestId: "r-1", event });
        expect(letter.cause).to.include({ type: "TypeError", message: "no email in … tries" });
        expect(letter.message).to.equal("no email in 3 tries\nof cus_1");
        expect(letter.trace).to.deep.equal(["TypeError", "at a"]);
    });

    it("says why the function was not run at all", () => {
        const paused = readLetter(message(failed(undefined, "ZeroReservedConcurrency")));
        const old = readLetter(message(failed(undefined, "EventAgeExceeded")));

        expect(paused.cause).to.deep.equal(pausedCause);
        expect(old.cause.message).to.equal("Lambda had no room for it until it was too old");
    });

    it("of a stream says how many changes it is of, and since when", () => {
        const DDBStreamBatchInfo = { batchSize: 2, approximateArrivalOfFirstRecord: "2026-11-01T12:00:00Z" };
        const letter = readLetter(
            message({ requestContext: { requestId: "r-2", condition: "RetryAttemptsExhausted" }, DDBStreamBatchInfo }),
        );

        expect(letter).to.deep.include({ sender: "stream", event: undefined, requestId: "r-2" });
        expect(letter.changes).to.deep.equal({ count: 2, since: "2026-11-01T12:00:00Z" });
    });

    it("may be of a thin event", () => {
        const detail = {
            id: "evt_2",
            type: "v1.customer.created",
            created: "2026-11-01T12:00:00.000Z",
            related_object: { id: "cus_1" },
        };
        const letter = readLetter(message({ ...failed({}), requestPayload: { ...delivered, detail } }));

        expect(letter.event).to.include({ id: "evt_2", created: 1_793_534_400, objectId: "cus_1" });
    });

    for (const body of ["", "no JSON", "[]", "null", '{"hello":"world"}']) {
        it(`may be anything: ${body || "nothing"}`, () => {
            const letter = readLetter(message(body));

            expect(letter).to.deep.include({ sender: undefined, event: undefined });
            expect(letter.cause.type).to.equal("unreadable");
        });
    }
});

describe("a cause", () => {
    for (const [text, normal] of [
        ["No such customer: 'cus_NffrFeUfNV2Hib'", "No such customer: 'cus_…'"],
        ["8d3c1d4e-0000-4000-8000-000000000001 Task timed out after 3.00 seconds", "… Task timed out after … seconds"],
        ["no mail to ana@example.com at 2026-11-01T12:00:00.123Z", "no mail to … at …"],
        ["connect ECONNREFUSED 10.0.0.7:443", "connect ECONNREFUSED …:…"],
        [
            "Cannot read properties of undefined (reading 'email')",
            "Cannot read properties of undefined (reading 'email')",
        ],
        ["past_due is no status of invoice_payments", "past_due is no status of invoice_payments"],
        ["Unexpected token in v1 of sha256", "Unexpected token in v1 of sha256"],
    ] as const) {
        it(`of "${text}" is "${normal}"`, () => expect(normalizeMessage(text)).to.equal(normal));
    }

    it("has one id for all that failed alike, by which the largest group comes first", () => {
        const groups = new LetterGroups();
        const letter = (text: string) => readLetter(message(failed({ errorType: "Error", errorMessage: text })));
        ["other", "no cus_NffrFeUfNV2Hib", "no cus_OaaaFeUfNV2Hib"].forEach((text) => groups.add(letter(text)));

        const list = groups.list();

        expect(list.map(({ cause, count }) => [cause.message, count])).to.deep.equal([
            ["no cus_…", 2],
            ["other", 1],
        ]);
        expect(list[0]).to.deep.include({ types: { "invoice.paid": 2 }, example: "evt_1", sender: "Lambda" });
    });
});

describe("a letter's payload", () => {
    it("has every digit of every number that the function got", () => {
        const body =
            '{"requestPayload":{"a":12345678901234567890,"b":1.10,"c":"1.10","d":[1e3,-0]},"requestContext":{}}';

        expect(readPayload("Lambda", body)).to.equal('{"a":12345678901234567890,"b":1.10,"c":"1.10","d":[1e3,-0]}');
    });

    it("is EventBridge's body as it is", () => {
        expect(readPayload("EventBridge", '{ "a": 1.0 }')).to.equal('{ "a": 1.0 }');
    });
});
