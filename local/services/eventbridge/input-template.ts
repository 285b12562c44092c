import type { InputTransformer } from "@aws-sdk/client-eventbridge";

import { isoSeconds } from "./bus-event";
import { compileJsonPath } from "./json-path";

/** What a template can name besides the event. */
export interface TemplateContext {
    ruleArn: string;
    ruleName: string;
    /** Milliseconds since the epoch. */
    ingestionTime: number;
}

/** The names that EventBridge reserves. */
export const reservedVariables: ReadonlySet<string> = new Set([
    "aws.events.rule-arn",
    "aws.events.rule-name",
    "aws.events.event",
    "aws.events.event.ingestion-time",
    "aws.events.event.json",
]);

/** Either a JSON string with its escapes, or a placeholder outside of any. */
const stringOrPlaceholder = /"(?:[^"\\]|\\[\s\S])*"|<([^<>\s"]+)>/g;
const stringOrWhitespace = /"(?:[^"\\]|\\[\s\S])*"|\s+/g;
const placeholder = /<([^<>\s"]+)>/g;

/** The variables that `template` names. */
export function placeholdersIn(template: string): string[] {
    return [...template.matchAll(placeholder)].map((match) => match[1] ?? "");
}

/**
 * The text that the transformer makes of an event
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html). A variable that stands
 * alone becomes JSON, a string's with quotation marks; within a string it becomes its bare text, which "EventBridge
 * doesn't escape". A path that finds nothing gives an empty string. JSON "is minified"; lines of strings stay as they
 * are.
 */
export function fillTemplate(transformer: InputTransformer, eventText: string, context: TemplateContext): string {
    const jsonOf = variables(transformer, eventText, context);
    const filled = (transformer.InputTemplate ?? "").replace(stringOrPlaceholder, (match, name: string | undefined) =>
        name === undefined ? match.replace(placeholder, (_, inner: string) => bareText(jsonOf(inner))) : jsonOf(name),
    );
    return minified(filled);
}

/** @returns what gives a variable's JSON text */
function variables(
    { InputPathsMap = {} }: InputTransformer,
    eventText: string,
    { ruleArn, ruleName, ingestionTime }: TemplateContext,
): (name: string) => string {
    const event = JSON.parse(eventText) as Record<string, unknown>;
    const reserved: Record<string, () => unknown> = {
        "aws.events.rule-arn": () => ruleArn,
        "aws.events.rule-name": () => ruleName,
        "aws.events.event.ingestion-time": () => isoSeconds(ingestionTime),
        "aws.events.event": () => eventWithoutDetail(event),
    };
    return (name) => {
        if (name === "aws.events.event.json") {
            // The event's own text: parsed, a number could lose digits.
            return minified(eventText);
        }
        const path = InputPathsMap[name];
        const value = reserved[name] ? reserved[name]() : path && compileJsonPath(path)?.(event);
        return JSON.stringify(value ?? "");
    };
}

/** AWS gives this variable without `detail`, and with `detailType` for `detail-type`. */
function eventWithoutDetail(event: Record<string, unknown>): Record<string, unknown> {
    const { detail: _, "detail-type": detailType, ...rest } = event;
    return { ...rest, detailType };
}

function bareText(json: string): string {
    return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

/** JSON without the whitespace between its parts, which are not written anew; a text that is no JSON as it is. */
function minified(text: string): string {
    try {
        JSON.parse(text);
    } catch {
        return text;
    }
    return text.replace(stringOrWhitespace, (match) => (match.startsWith('"') ? match : ""));
}
