import type { Outcome } from "../../../handlers/billing/outcome";
import type { FailedAttempt } from "local-cloud/command";

/** An event that was recorded. */
export interface RecordedItem {
    type: "event";
    eventId: string;
    eventType: string;
    objectId?: string;
    outcome: Outcome;
    reason: string;
    /** From the webhook's request on. */
    milliseconds?: number;
}

/** A subscription that had an event, and did not fail. */
export interface HandledItem {
    type: "handled";
    subscription: string;
    eventId?: string;
    eventType?: string;
    /** `skipped`: it was done before, and must not repeat. */
    outcome: "done" | "skipped";
    milliseconds?: number;
}

/** A function that failed, or did not get an event. */
export interface FailureItem extends FailedAttempt {
    type: "failure";
    function: string;
    eventId?: string;
    eventType?: string;
    error: { type: string; message: string };
    /** `file:line:column` of the program's source. */
    place?: string;
}

/** A line that a function wrote. */
export interface LogItem {
    type: "log";
    function: string;
    level: string;
    text: string;
    fields: Readonly<Record<string, unknown>>;
}

/** An attempt of the local Stripe to deliver an event. */
export interface DeliveryItem {
    type: "delivery";
    eventId: string;
    eventType: string;
    objectId?: string;
    url: string;
    /** The HTTP status of the answer, or the name of what kept it from coming: `ECONNREFUSED`, `timeout`. */
    status: number | string;
    delivered: boolean;
    attempt: number;
    milliseconds: number;
    /** Left out when the next is never. */
    nextAttemptSeconds?: number;
}

/** An alarm that has come into ALARM, or out of it. */
export interface AlarmItem {
    type: "alarm";
    /** Its name in CloudWatch. */
    alarm: string;
    state: "ALARM" | "OK";
    /** The metric's newest value. */
    value?: number;
    /** What is wrong, whether anything is lost, and what mends it: a line each. */
    text: string;
}

/** A message for an e-mail address; nothing is sent from here. */
export interface MailItem {
    type: "mail";
    to: string;
    subject?: string;
    text: string;
}

/** What `npm start` tells while it runs: with `--json`, a document a line. */
export type LiveItem = RecordedItem | HandledItem | FailureItem | LogItem | DeliveryItem | AlarmItem | MailItem;
