import { validationError } from "./validation-error";

/** A number of up to 38 digits: `0.DIGITS` times ten to the power of `exponent`; zero has no digits. */
interface Decimal {
    negative: boolean;
    /** Without zeros at either end. */
    digits: string;
    exponent: number;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html, under numbers */
const maxDigits = 38;
const maxExponent = 126;
const minExponent = -129;

/**
 * A number as DynamoDB keeps it: in full, without an exponent or needless zeros.
 * @throws AwsError `ValidationException` when `text` is not a number that DynamoDB takes
 */
export function canonicalNumber(text: string): string {
    return /^-?[1-9]\d{0,36}$/.test(text) ? text : format(parse(text));
}

/** @returns below zero where `one` is smaller, above zero where it is larger */
export function compareNumbers(one: string, other: string): number {
    const [mine, theirs] = [sortableDecimal(one), sortableDecimal(other)];
    return mine < theirs ? -1 : Number(mine > theirs);
}

/** @throws AwsError `ValidationException` when the result has too many digits or is out of range */
export function addNumbers(one: string, other: string, sign: 1n | -1n = 1n): string {
    const [mine, theirs] = [parse(one), parse(other)];
    const scale = Math.min(mine.exponent - mine.digits.length, theirs.exponent - theirs.digits.length);
    const sum = scaled(mine, scale) + sign * scaled(theirs, scale);
    return canonicalNumber(`${sum}e${scale}`);
}

/** Text that sorts as the numbers do. Its end is marked, so that it sorts so before whatever follows. */
export function sortableDecimal(text: string): string {
    const { negative, digits, exponent } = parse(text);
    if (digits === "") {
        return "1000/";
    }
    const magnitude = String(exponent - minExponent + 1).padStart(3, "0") + digits;
    return negative ? `0${magnitude.replace(/\d/g, (digit) => String(9 - Number(digit)))}~` : `1${magnitude}/`;
}

function parse(text: string): Decimal {
    const [, sign, whole = "", fraction = "", power = "0"] = /^(-?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
    const all = whole + fraction;
    if (sign === undefined || all === "") {
        throw validationError(`The parameter cannot be converted to a numeric value${text === "" ? "" : `: ${text}`}`);
    }
    const significant = all.replace(/^0+/, "");
    const digits = significant.replace(/0+$/, "");
    if (digits === "") {
        return { negative: false, digits, exponent: 0 };
    }
    const exponent = whole.length - (all.length - significant.length) + Number(power);
    if (exponent > maxExponent) {
        throw validationError(
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
        );
    } else if (exponent < minExponent) {
        throw validationError(
            "Number underflow. Attempting to store a number with magnitude smaller than supported range",
        );
    } else if (digits.length > maxDigits) {
        throw validationError(`Attempting to store more than ${maxDigits} significant digits in a Number`);
    }
    return { negative: sign === "-", digits, exponent };
}

function format({ negative, digits, exponent }: Decimal): string {
    const padded = digits.padEnd(exponent, "0");
    const whole = padded.slice(0, Math.max(0, exponent)) || "0";
    const fraction = "0".repeat(Math.max(0, -exponent)) + padded.slice(Math.max(0, exponent));
    return (negative ? "-" : "") + whole + (fraction === "" ? "" : `.${fraction}`);
}

/** The number as a multiple of ten to the power of `scale`. */
function scaled({ negative, digits, exponent }: Decimal, scale: number): bigint {
    const value = BigInt(digits) * 10n ** BigInt(exponent - digits.length - scale);
    return negative ? -value : value;
}
