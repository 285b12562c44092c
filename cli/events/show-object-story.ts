import type { Terminal } from "local-cloud/command";
import { formatTime } from "../format-time";
import { showTable } from "../show-table";
import { showObject } from "../state/show-object";
import { styleOutcome } from "./show-rows";
import type { ObjectStory } from "./story";

/** Shows an object's events, the object as it stands, and of a customer what is the customer's. */
export function showObjectStory(terminal: Terminal, story: ObjectStory): void {
    const { objectId, events, object, customer, searched } = story;
    if (events.length > 0) {
        showTable(
            terminal,
            ["recorded", "event", "type", "outcome", "reason"],
            events.map(({ at, eventId, eventType, outcome, reason }) => [
                formatTime(at),
                eventId,
                eventType,
                styleOutcome(terminal, outcome),
                reason,
            ]),
            ["event"],
        );
        terminal.line();
    }
    if (object === undefined) {
        terminal.flow(`the state does not have ${objectId}`, "  ");
    } else {
        showObject(terminal, object);
    }
    if (customer !== undefined && customer.length > 0) {
        terminal.line();
        showTable(
            terminal,
            ["kind", "object", "status", "last event", "of"],
            customer.map(({ kind, objectId: id, status = "", eventType, eventCreated }) => [
                kind,
                id,
                status,
                eventType,
                formatTime(eventCreated * 1000),
            ]),
            ["object"],
        );
    }
    terminal.line();
    const since = `events from the logs since ${formatTime(searched.from)} (--since), and the object's last writes`;
    terminal.flow(terminal.style(`${since}; npm run events -- show ID tells an event's story`, "dim"), "");
}
