import type { TestEventPatternRequest } from "@aws-sdk/client-eventbridge";

import type { Operation } from "../../service";
import { parseObject } from "../events/bus-event";
import { check, validationError } from "../constraints";
import { compilePattern } from "./compile";

/**
 * What an event must have, as https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
 * lists it, save `resources`: AWS was seen to take events without it.
 */
const requiredMembers = ["id", "account", "source", "time", "region", "detail-type"];

/** The operation that tries a pattern on an event. */
export function patternOperations(): Record<string, Operation> {
    return {
        TestEventPattern: async ({ EventPattern, Event }: TestEventPatternRequest, call) => {
            call.authorize("events:TestEventPattern", "*");
            check(EventPattern, "eventPattern", { required: true });
            check(Event, "event", { required: true });
            const event = parseObject(Event ?? "");
            if (event === undefined) {
                throw validationError("Parameter Event is not valid.");
            }
            const absent = requiredMembers.find((member) => !(member in event));
            if (absent !== undefined) {
                throw validationError(`Parameter Event is not valid. Reason: ${absent} is a required argument.`);
            }
            return { Result: compilePattern(EventPattern ?? "").matches(event) };
        },
    };
}
