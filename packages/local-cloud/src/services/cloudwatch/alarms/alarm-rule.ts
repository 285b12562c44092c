import { invalidAlarm } from "../errors";
import type { StateValue } from "./alarm";

/** A parsed rule of a composite alarm. */
export interface AlarmRule {
    /** The alarms that it names, each once: names or ARNs. */
    readonly children: readonly string[];
    /** @param stateOf the state of an alarm by its name or ARN */
    holds(stateOf: (alarm: string) => StateValue): boolean;
}

type Holds = AlarmRule["holds"];

const maxLength = 10_240;
const maxChildren = 100;
const token = /\s*(?:(AND|OR|NOT|TRUE|FALSE|\(|\))|(ALARM|OK|INSUFFICIENT_DATA)\(\s*("[^"]*"|[^\s"()]+)\s*\))/y;

/**
 * Parses `ALARM("a") AND NOT (OK("b") OR INSUFFICIENT_DATA(c))`; NOT binds closest, then AND, then OR.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 *
 * @throws AwsError that says where it is wrong
 */
export function parseAlarmRule(text: string): AlarmRule {
    if (text.length > maxLength) {
        throw invalidAlarm(`AlarmRule has ${text.length} characters: it must have at most ${maxLength}`);
    }
    const children = new Set<string>();
    const tokens = readTokens(text);
    let at = 0;

    const takes = (wanted: string) => tokens[at]?.text === wanted && ++at > 0;

    function parseOr(): Holds {
        let left = parseAnd();
        while (takes("OR")) {
            const [before, after] = [left, parseAnd()];
            left = (stateOf) => before(stateOf) || after(stateOf);
        }
        return left;
    }

    function parseAnd(): Holds {
        let left = parseNot();
        while (takes("AND")) {
            const [before, after] = [left, parseNot()];
            left = (stateOf) => before(stateOf) && after(stateOf);
        }
        return left;
    }

    function parseNot(): Holds {
        if (takes("NOT")) {
            const negated = parseNot();
            return (stateOf) => !negated(stateOf);
        }
        if (takes("(")) {
            const inner = parseOr();
            if (!takes(")")) {
                throw wrong(text, tokens[at]?.offset);
            }
            return inner;
        }
        const next = tokens[at++];
        if (next?.text === "TRUE" || next?.text === "FALSE") {
            return () => next.text === "TRUE";
        }
        if (next?.alarm === undefined) {
            throw wrong(text, next?.offset);
        }
        const { alarm, text: state } = next;
        children.add(alarm);
        return (stateOf) => stateOf(alarm) === state;
    }

    const holds = parseOr();
    if (at < tokens.length) {
        throw wrong(text, tokens[at]?.offset);
    }
    if (children.size > maxChildren) {
        throw invalidAlarm(`AlarmRule names ${children.size} alarms: it may name at most ${maxChildren}`);
    }
    return { children: [...children], holds };
}

interface Token {
    /** An operator, a parenthesis, or the state that `alarm` must be in. */
    text: string;
    alarm?: string;
    offset: number;
}

function readTokens(text: string): Token[] {
    const tokens: Token[] = [];
    const end = text.trimEnd().length;
    token.lastIndex = 0;
    while (token.lastIndex < end) {
        const offset = token.lastIndex;
        const [, operator, state, alarm] = token.exec(text) ?? [];
        if (operator === undefined && state === undefined) {
            throw wrong(text, offset);
        }
        tokens.push({ text: operator ?? state ?? "", alarm: alarm?.replace(/^"|"$/g, ""), offset });
    }
    return tokens;
}

function wrong(text: string, offset = text.length) {
    return invalidAlarm(
        `AlarmRule is not a valid expression at character ${offset + 1}: ${text.slice(offset, offset + 40)}`,
    );
}
