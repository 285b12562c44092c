import type { EventStory } from "../../cli/events/story";
import type { Line } from "../../cli/logs/parse-line";
import type { AttemptView, EventStoryView, Payload } from "../model/story";

/** A story as the page shows it. */
export function describeStory({ object, attempts, ...story }: EventStory, payload: Payload): EventStoryView {
    const account = object?.item.account === "platform" ? undefined : object?.item.account;
    return { ...story, account, attempts: attempts.map(describeAttempt), payload };
}

function describeAttempt({ lines, ...attempt }: EventStory["attempts"][number]): AttemptView {
    return { ...attempt, lines: lines.map(describeLine) };
}

function describeLine(line: Line): AttemptView["lines"][number] {
    switch (line.type) {
        case "telemetry":
            return { at: line.at, level: line.level, text: `${line.message} ${JSON.stringify(line.fields)}` };
        case "console":
            return { at: line.at, level: line.level, text: line.text };
        case "platform":
            return { at: line.at, level: "", text: line.text };
    }
}
