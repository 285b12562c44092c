import { Dialog } from "./dialog";

const keys: readonly [keys: string, meaning: string][] = [
    ["/", "search the events"],
    ["j  k", "next, previous"],
    ["Enter", "open"],
    ["Esc", "close, or back to the list"],
    ["?", "these shortcuts"],
];

/** The keyboard shortcuts. */
export function Help({ pages, onClose }: { pages: readonly { key: string; title: string }[]; onClose: () => void }) {
    return (
        <Dialog title="Keyboard shortcuts" onClose={onClose}>
            <dl class="keys">
                {[...keys, ...pages.map(({ key, title }) => [`g ${key}`, title] as const)].map(([key, meaning]) => (
                    <div key={key}>
                        <dt>
                            {key.split(/ +/).map((one) => (
                                <kbd key={one}>{one}</kbd>
                            ))}
                        </dt>
                        <dd>{meaning}</dd>
                    </div>
                ))}
            </dl>
            <form method="dialog">
                <button>Close</button>
            </form>
        </Dialog>
    );
}
