import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";
import path from "node:path";

/** The entry of a bundle: a module that is in no file. */
export interface Entry {
    /** What source maps call it, as if it lay in the program's folder. */
    file: string;
    /** JavaScript. */
    contents: string;
}

export interface Bundle {
    code: string;
    /** Its source map, as JSON: to the handlers' TypeScript and to packages, by paths from where the file is written. */
    map: string;
}

export interface Built extends Bundle {
    /** The paths of the files that went into it. */
    inputs: string[];
}

interface Waiting {
    entry: Entry;
    resolve: (built: Built) => void;
    reject: (error: unknown) => void;
}

/** In milliseconds. An entry may be what another one waits for: a closure that captured a function's ARN. */
const maxWaitMs = 100;

/**
 * Builds entries that come at about the same time in one run of esbuild, which reads and parses what they share once: twelve
 * functions take a third of the time.
 */
export class JointBuild {
    private expected = 0;
    private waiting: Waiting[] = [];
    private timer: NodeJS.Timeout | undefined;

    /** @param buildAll makes of each what it would be alone */
    constructor(private readonly buildAll: (entries: readonly Entry[]) => Promise<Built[]>) {}

    /**
     * Says that an entry may come, for which others wait a little.
     *
     * @returns to be called once it has come, or will not
     */
    expect(): () => void {
        this.expected += 1;
        let isOver = false;
        return () => {
            if (!isOver) {
                isOver = true;
                this.expected -= 1;
                if (this.expected === 0) {
                    this.begin();
                }
            }
        };
    }

    /** @throws BuildFailure */
    build(entry: Entry): Promise<Built> {
        return new Promise((resolve, reject) => {
            this.waiting.push({ entry, resolve, reject });
            this.timer ??= setTimeout(() => this.begin(), maxWaitMs);
        });
    }

    private begin(): void {
        clearTimeout(this.timer);
        this.timer = undefined;
        const waiting = this.waiting.splice(0);
        if (waiting.length > 0) {
            void this.buildTogether(waiting);
        }
    }

    private async buildTogether(waiting: readonly Waiting[]): Promise<void> {
        try {
            const all = await this.buildAll(waiting.map(({ entry }) => entry));
            all.forEach((built, index) => waiting[index]?.resolve(built));
        } catch (error) {
            const [one, ...others] = waiting;
            if (others.length === 0) {
                one?.reject(error);
            } else {
                // One that cannot be built must not take the others with it.
                await Promise.all(waiting.map((each) => this.buildTogether([each])));
            }
        }
    }
}

/**
 * Runs esbuild once.
 *
 * @param options that minify: the same entry then gives the same bytes, whichever others there are
 * @throws BuildFailure
 */
export async function buildEntries(entries: readonly Entry[], options: BuildOptions): Promise<Built[]> {
    const { plugins = [], ...rest } = options;
    const { outputFiles, metafile } = await build({
        ...rest,
        entryPoints: entries.map((_, index) => ({ in: String(index), out: String(index) })),
        plugins: [provideEntries(entries), ...plugins],
        sourcemap: "external",
        write: false,
        metafile: true,
    });
    return entries.map((_, index) => {
        const find = (file: string) => outputFiles.find((output) => path.basename(output.path) === file)?.text ?? "";
        return { code: find(`${index}.js`), map: find(`${index}.js.map`), inputs: listInputs(metafile, `${index}.js`) };
    });
}

function provideEntries(entries: readonly Entry[]): Plugin {
    const files = entries.map(({ file }) => path.resolve(file));
    return {
        name: "entries",
        setup(setup) {
            setup.onResolve({ filter: /^\d+$/ }, ({ path: index, kind }) =>
                // By the suffix, which minified code does not show, it is no file, and no other entry, of this name.
                kind === "entry-point" ? { path: files[Number(index)], suffix: `?${index}` } : undefined,
            );
            setup.onLoad({ filter: new RegExp(`^(?:${files.map(escape).join("|")})$`) }, ({ suffix }) =>
                suffix === ""
                    ? undefined
                    : { contents: entries[Number(suffix.slice(1))]?.contents, loader: "js", resolveDir: process.cwd() },
            );
        },
    };
}

function escape(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The files that an output comes from, tree-shaken ones included: what they hold decides whether they are. */
function listInputs({ inputs, outputs }: Metafile, file: string): string[] {
    const [, output] = Object.entries(outputs).find(([name]) => path.basename(name) === file) ?? [];
    const entry = output?.entryPoint ?? "";
    const found = new Set([entry]);
    for (const one of found) {
        for (const { path: imported, external } of inputs[one]?.imports ?? []) {
            if (external !== true) {
                found.add(imported);
            }
        }
    }
    found.delete(entry);
    return [...found];
}
