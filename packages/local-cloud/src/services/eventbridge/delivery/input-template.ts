import type { InputTransformer } from "@aws-sdk/client-eventbridge";

import { AwsError } from "../../../aws-error";
import { isJson, formatIsoSeconds } from "../events/bus-event";
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
export function findPlaceholders(template: string): string[] {
    return [...template.matchAll(placeholder)].map((match) => match[1] ?? "");
}

/** Whether `template` can give what AWS takes: JSON, or lines of text that are strings. */
export function isTemplate(template: string): boolean {
    const filled = template.replace(stringOrPlaceholder, '""');
    return isText(template) ? /^\s*(?:""\s*)+$/.test(filled) : isJson(filled);
}

/**
 * The text that the transformer makes of an event
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html). A variable that stands
 * alone becomes JSON, a string's with quotation marks; within a string it becomes its bare text, which "EventBridge
 * doesn't escape". In a template that is text, objects and lists lose their quotation marks there; in one that is JSON
 * they keep them, so that no JSON comes of it. A path that finds nothing gives an empty string. JSON "is minified";
 * lines of strings stay as they are.
 *
 * @throws AwsError InvalidRequestContentException when no JSON comes of a template that is JSON: AWS delivers nothing
 */
export function fillTemplate(transformer: InputTransformer, eventText: string, context: TemplateContext): string {
    const { InputTemplate: template = "" } = transformer;
    const toJson = createVariableReader(transformer, eventText, context);
    const inString = isText(template) ? stripQuotes : toBareText;
    const filled = template.replace(stringOrPlaceholder, (match, name: string | undefined) =>
        name === undefined ? match.replace(placeholder, (_, inner: string) => inString(toJson(inner))) : toJson(name),
    );
    if (isText(template)) {
        return filled;
    }
    if (!isJson(filled)) {
        throw new AwsError("InvalidRequestContentException", "What the input template makes of the event is not JSON.");
    }
    return minify(filled);
}

/** @returns what gives a variable's JSON text */
function createVariableReader(
    { InputPathsMap = {} }: InputTransformer,
    eventText: string,
    { ruleArn, ruleName, ingestionTime }: TemplateContext,
): (name: string) => string {
    const event = JSON.parse(eventText) as Record<string, unknown>;
    const reserved: Record<string, () => unknown> = {
        "aws.events.rule-arn": () => ruleArn,
        "aws.events.rule-name": () => ruleName,
        "aws.events.event.ingestion-time": () => formatIsoSeconds(ingestionTime),
        "aws.events.event": () => omitDetail(event),
    };
    return (name) => {
        if (name === "aws.events.event.json") {
            // The event's own text: parsed, a number could lose digits.
            return minify(eventText);
        }
        const path = InputPathsMap[name];
        const value = reserved[name] ? reserved[name]() : path && compileJsonPath(path)?.(event);
        return JSON.stringify(value ?? "");
    };
}

/** AWS gives this variable without `detail`, and with `detailType` for `detail-type`. */
function omitDetail(event: Record<string, unknown>): Record<string, unknown> {
    const { detail: _, "detail-type": detailType, ...rest } = event;
    return { ...rest, detailType };
}

function isText(template: string): boolean {
    return template.trimStart().startsWith('"');
}

function toBareText(json: string): string {
    return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

/** `{id:1}` for `{"id":"1"}`. */
function stripQuotes(json: string): string {
    return json.startsWith('"')
        ? toBareText(json)
        : json.replace(/\\?"|\\./g, (match) => (match.endsWith('"') ? "" : match));
}

/** JSON without the whitespace between its parts, which are not written anew. */
function minify(json: string): string {
    return json.replace(stringOrWhitespace, (match) => (match.startsWith('"') ? match : ""));
}
