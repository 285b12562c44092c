import type { Call, Operation } from "../service";

/** The kinds of EventBridge's resources that none can be made of here, by the operation that lists them. */
const absentKinds = {
    ListApiDestinations: "ApiDestinations",
    ListConnections: "Connections",
    ListEndpoints: "Endpoints",
    ListEventSources: "EventSources",
    ListPartnerEventSources: "PartnerEventSources",
};

/**
 * The lists that are always empty, so that tools which go through all of an account's resources, such as clean-up tools
 * and consoles, get through.
 */
export function absentKindOperations(): Record<string, Operation> {
    return Object.fromEntries(
        Object.entries(absentKinds).map(([operation, member]) => [
            operation,
            async (_: object, call: Call) => {
                call.authorize(`events:${operation}`, "*");
                return { [member]: [] };
            },
        ]),
    );
}
