// Lets a screen's state live: each thing that happens, one after the other.

/// life(first): `.state`, `.effects` (of all that happened), `.happens(…)` which answers the effects of just these.
export function life(first) {
    const lived = { state: first, effects: [] };
    lived.happens = (...happenings) => {
        const from = lived.effects.length;
        for (const happening of happenings) {
            const [state, effects] = happening(deep_frozen(lived.state));
            lived.state = state;
            lived.effects.push(...effects);
        }
        return lived.effects.slice(from);
    };
    return lived;
}

/// A state that was changed in place throws.
function deep_frozen(value) {
    if (value && typeof value === "object" && !Object.isFrozen(value) && !(value instanceof Map) && !(value instanceof Set)) {
        Object.freeze(value);
        Object.values(value).forEach(deep_frozen);
    }
    return value;
}
